bin/shorty add https://example.org/one > /dev/null
bin/shorty add https://example.org/two > /dev/null
test "$(bin/shorty list | wc -l)" -eq 2
