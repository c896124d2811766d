# The plan is kept for apply.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run && permap status run && permap apply run
