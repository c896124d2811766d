requires_root
hardlinks && permap scan hardlinks --model passthrough
