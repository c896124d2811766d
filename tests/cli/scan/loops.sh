requires_root
loops && permap scan --id-range 1000:2 loops --skip-rule mount-options --model passthrough
