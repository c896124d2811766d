requires_mknod
special && permap scan special --model passthrough
