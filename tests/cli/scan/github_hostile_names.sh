# No byte of a name gets to the log that a terminal would obey.
mkdir tree && touch tree/$'a\e[31m' tree/$'b\nc' && chmod 666 tree/* && permap scan tree --rule world-writable-file --model passthrough --fail-on none --format github -q | grep -oE '(file=[^,]*,)?title=[^:]*::[^:]*' | cat -v
