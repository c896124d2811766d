# To rsync's model and back.
requires_root
requires_user_xattrs
basic && chmod 4711 basic/script
permap convert basic --to fake-super --host-owner 64055:64055 --run run --apply -q
echo "status $?"; getfattr -d -m - basic/script
permap convert basic --from fake-super --to passthrough --allow setuid-file --run back --apply -q
echo "status $?"; stat -c '%a %u:%g %n' basic/script; getfattr -d -m - basic/script
