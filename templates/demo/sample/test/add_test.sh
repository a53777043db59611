code=$(bin/shorty add https://example.org/one)
test "$(bin/shorty get "$code")" = https://example.org/one
test "$(bin/shorty add https://example.org/one)" = "$code"
if bin/shorty add 'not an address' 2> /dev/null; then exit 1; fi
