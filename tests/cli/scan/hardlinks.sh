requires_root
hardlinks && permap scan --id-range 1000:2 hardlinks --skip-rule mount-options --model passthrough
