basic && permap scan basic --model passthrough --safety dirfd >&-
