# Refused, unless a / at the end says that the directory behind it is meant.
requires_root
requires_user_xattrs
basic && ln -s basic link && permap convert link --to mapped-xattr --host-owner 64055:64055; permap convert link/ --to mapped-xattr --host-owner 64055:64055
