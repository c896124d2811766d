requires_root
unreadable && permap scan unreadable --model passthrough
