requires_root
links && permap scan links --model passthrough
