requires_root
basic && permap scan --id-range 1000:2 basic --skip-rule mount-options
