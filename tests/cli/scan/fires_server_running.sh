# A program with the name of QEMU that has the tree open; not one beside it, not another program.
mkdir -m 0755 t t/inner beside && cp "$(command -v sleep)" qemu-system-x86_64 && cp qemu-system-x86_64 other
hold() { "./$1" 30 9<"$2" & pids+=($!); }
pids=(); hold other t; hold qemu-system-x86_64 beside; permap scan t --model passthrough --rule server-running --format ndjson 2>/dev/null | grep -c '"finding"'
hold qemu-system-x86_64 t; hold qemu-system-x86_64 t/inner; permap scan t --model passthrough --rule server-running --format ndjson 2>/dev/null | sed -E 's/pid":"[0-9]+/pid":"PID/; s/pid [0-9]+, user [0-9]+/pid PID, user USER/; s/"user":"[0-9]+/"user":"USER/; s/"[ug]id":[0-9]+/"ID":0/g' | sort
kill "${pids[@]}"
