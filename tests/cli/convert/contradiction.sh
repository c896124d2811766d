basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --apply --dry-run
permap convert basic --to mapped-xattr --host-owner 64055:64055 --cross-device
permap convert basic --to mapped-xattr --host-owner 64055:64055 --fmode 0400
