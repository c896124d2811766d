basic && permap scan --id-range 1000:2 basic --skip-rule mount-options --model passthrough --safety dirfd --quiet | head -n 1
