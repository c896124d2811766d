requires_mknod
special && permap scan special --skip-rule mount-options --model passthrough
special && permap scan --id-range 1000:2 special --model passthrough
