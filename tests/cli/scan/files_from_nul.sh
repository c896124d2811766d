# A list that is separated by NUL bytes is not one line: it would be its first path alone.
mkdir one two && printf 'one\0two\0' >list && printf 'one\ntwo\0' >second
permap scan --files-from list --model passthrough; echo $?
permap scan --files-from second --model passthrough; echo $?
permap scan --files-from - --model passthrough <list; echo $?
permap scan --files-from list --null --model passthrough -q -o /dev/null; echo $?
