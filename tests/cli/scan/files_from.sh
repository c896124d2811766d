# Names come separated by NUL, or one a line.
requires_root
leaks $'new\nline' && leaks two
printf '%s\0' $'new\nline' two | permap scan --files-from - -0 --model passthrough --rule setuid-file
printf 'two\n' >list && permap scan --files-from list --model passthrough --rule setuid-file
