basic && permap scan basic --model passthrough --safety dirfd --quiet | head -n 1
