requires_root
links && permap scan --id-range 1000:2 links --skip-rule mount-options --model passthrough
