# Somebody changed a file, made another and removed a third between plan and apply.
requires_root
requires_user_xattrs
basic && permap convert basic --to mapped-xattr --host-owner 64055:64055 --run run -q -o /dev/null && chmod 0600 basic/script && : >basic/new && rm basic/empty
permap apply run; echo "status $?"
permap status run | tail -n 1
