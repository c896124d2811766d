requires_root
hardlinks && permap scan hardlinks --skip-rule mount-options --model passthrough
hardlinks && permap scan --id-range 1000:2 hardlinks --model passthrough
