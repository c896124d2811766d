basic && permap scan basic --model passthrough --safety dirfd --format json >/dev/full
