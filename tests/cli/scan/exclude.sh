requires_root
leaks && permap scan leaks --model passthrough --exclude shut --exclude 'open-*'
