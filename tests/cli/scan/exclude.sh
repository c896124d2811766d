requires_root
leaks && permap scan --id-range 1000:2 leaks --skip-rule mount-options --model passthrough --exclude shut --exclude 'open-*'
