#!/bin/sh
# Sends a message with proof of arrival, as `mc send` does.
#
#   scripts/send-claude-message.sh TARGET MESSAGE...
exec "$(dirname -- "$(readlink -f -- "$0")")/mc" send -- "$@"
