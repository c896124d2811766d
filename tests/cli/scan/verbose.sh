requires_root
basic && permap scan -v basic --skip-rule mount-options --safety dirfd
