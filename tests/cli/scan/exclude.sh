requires_root
leaks && permap scan leaks --skip-rule mount-options --model passthrough --exclude shut --exclude 'open-*'
