basic && permap scan basic --skip-rule mount-options --model passthrough --safety dirfd --quiet | head -n 1
