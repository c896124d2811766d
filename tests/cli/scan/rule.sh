requires_root
leaks && permap scan leaks --model passthrough --rule world-writable-sticky,setgid-file --fail-on critical
