requires_root
basic && permap scan --id-range 1000:2 -v basic --skip-rule mount-options --safety dirfd
