requires_root
basic && permap scan -v basic --safety dirfd
