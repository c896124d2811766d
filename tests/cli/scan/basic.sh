requires_root
basic && permap scan basic --skip-rule mount-options
