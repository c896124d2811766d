requires_mknod
special && permap scan special --skip-rule mount-options --model passthrough
