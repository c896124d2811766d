requires_root
unreadable && permap scan unreadable --skip-rule mount-options --model passthrough
