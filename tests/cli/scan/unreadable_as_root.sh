requires_root
unreadable && permap scan unreadable --skip-rule mount-options --model passthrough
unreadable && permap scan --id-range 1000:2 unreadable --model passthrough
