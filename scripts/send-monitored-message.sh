#!/bin/sh
# Sends a message with proof of arrival, as `mc send` does.
#
#   scripts/send-monitored-message.sh TARGET MESSAGE...
exec "$(dirname -- "$(readlink -f -- "$0")")/mc" send -- "$@"
