requires_root
loops && permap scan loops --skip-rule mount-options --model passthrough
