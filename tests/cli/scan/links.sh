requires_root
links && permap scan links --skip-rule mount-options --model passthrough
links && permap scan --id-range 1000:2 links --model passthrough
