requires_root
odd_names && find odd_names -type f -exec chmod 0666 {} +
permap scan --id-range 1000:2 odd_names --skip-rule mount-options,umask-zero-pattern --model passthrough
