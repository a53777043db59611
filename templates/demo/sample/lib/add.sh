# shorty add URL: stores the address and prints its code; the same address always has the same code.
url=${1:-}
case $url in
    *"$tab"* | *' '*) fail 'an address has no blanks' ;;
    http://?* | https://?*) ;;
    *) fail "not a web address: $url" ;;
esac
code=$(printf '%x' "$(printf '%s' "$url" | cksum | cut -d ' ' -f 1)")
grep -q "^$code$tab" "$store/links" || printf '%s\t%s\n' "$code" "$url" >> "$store/links"
printf '%s\n' "$code"
