requires_root
basic && permap convert basic --to mapped-xattr
