requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && permap apply run --format ndjson --verbose --jobs 1 | sort
