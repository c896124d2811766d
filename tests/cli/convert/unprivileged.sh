# One's own files need no root; devices and other people's would.
requires_root
requires_user_xattrs
chown 65534 . && basic && chown -hR 65534:65534 basic && chown 1000 basic/private/secret && export XDG_STATE_HOME=$PWD/state
as_user 65534 permap convert basic --to mapped-xattr --run run --apply
as_user 65534 permap convert basic --to mapped-xattr --run run --apply --exclude secret
facts_of basic
