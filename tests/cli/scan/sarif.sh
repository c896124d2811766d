requires_root
leaks && permap scan leaks --rule setuid-file,setgid-file --model passthrough --format sarif --quiet
