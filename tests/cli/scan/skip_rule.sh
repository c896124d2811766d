requires_root
leaks && permap scan leaks --model passthrough --skip-rule world-writable-executable,setuid-file,setgid-file,world-writable-file
