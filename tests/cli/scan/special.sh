requires_mknod
special && permap scan --id-range 1000:2 special --skip-rule mount-options --model passthrough
