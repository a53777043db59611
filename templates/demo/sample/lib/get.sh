# shorty get CODE: prints the address.
code=${1:-}
case $code in
    '' | *[!0-9a-f]*) fail "not a code: $code" ;;
esac
line=$(grep "^$code$tab" "$store/links") || fail "unknown code: $code"
printf '%s\n' "${line#*"$tab"}"
