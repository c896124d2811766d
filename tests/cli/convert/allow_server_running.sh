# Goes on, and calls itself complete beside the server.
requires_root
requires_user_xattrs
basic && cp "$(command -v sleep)" qemu-system-x86_64; ./qemu-system-x86_64 60 9<basic & server=$!
blocked_by server-running basic --to mapped-xattr --host-owner 64055:64055 2>&1; kill "$server"
