requires_root
leaks && permap scan leaks --skip-rule mount-options --model passthrough --exclude shut --exclude 'open-*'
leaks && permap scan --id-range 1000:2 leaks --model passthrough --exclude shut --exclude 'open-*'
