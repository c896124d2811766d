requires_root
hardlinks && permap scan hardlinks --skip-rule mount-options --model passthrough
