requires_root
loops && permap scan loops --model passthrough
