# By file, and by the directory that bears the mark.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && : >basic/new
permap apply run -q -o /dev/null; permap status run; permap status basic
