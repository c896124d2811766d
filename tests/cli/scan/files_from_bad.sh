# Errors name the list and the line; a directory, a missing one and an empty one are no list.
mkdir empty && printf 'empty\n\nmissing\n' >list && printf 'empty\0empty\0mis\nsing\0' >list0 && printf '\n\n' >blank
permap scan --files-from list --model passthrough; echo $?
permap scan --files-from list0 --null --model passthrough; echo $?
printf 'list\n' | permap scan --files-from - --model passthrough; echo $?
for list in empty missing blank /dev/null -; do permap scan --files-from "$list" --model passthrough; echo $?; done
permap scan empty --files-from blank --model passthrough
