requires_root
unreadable && permap scan --id-range 1000:2 unreadable --skip-rule mount-options --model passthrough
