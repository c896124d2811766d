requires_root
basic && permap scan basic
