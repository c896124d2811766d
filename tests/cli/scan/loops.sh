requires_root
loops && permap scan loops --skip-rule mount-options --model passthrough
loops && permap scan --id-range 1000:2 loops --model passthrough
