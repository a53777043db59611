# shorty list: prints every code and its address.
cat "$store/links"
