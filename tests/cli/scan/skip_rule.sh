requires_root
leaks && permap scan --id-range 1000:2 leaks --skip-rule mount-options --model passthrough --skip-rule world-writable-executable,setuid-file,setgid-file,world-writable-file
