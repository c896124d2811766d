requires_root
basic && permap scan basic --skip-rule mount-options
basic && permap scan --id-range 1000:2 basic
