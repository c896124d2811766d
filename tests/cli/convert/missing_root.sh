permap convert no-such-directory --to mapped-xattr --host-owner 64055:64055
