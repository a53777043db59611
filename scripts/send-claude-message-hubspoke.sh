#!/bin/sh
# Sends a message with proof of arrival, and a copy to the orchestrator, as `mc send --hub` does.
#
#   scripts/send-claude-message-hubspoke.sh TARGET MESSAGE...
exec "$(dirname -- "$(readlink -f -- "$0")")/mc" send --hub -- "$@"
