requires_root
links && permap scan links --skip-rule mount-options --model passthrough
