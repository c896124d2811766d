basic
permap convert basic
permap convert --to mapped-xattr
permap convert basic --to no-such-model --host-owner 1
permap convert basic --to mapped-xattr --host-owner 1 --allow no-such-rule
permap convert basic --to mapped-xattr --host-owner 1:2:3
permap convert basic basic --to mapped-xattr --host-owner 1
