# Ids are changed on the way; the map is said first. A second run finds nothing that the map covers.
requires_root
requires_user_xattrs
basic && find basic -exec chown -h 1000:1000 {} +
permap convert basic --to passthrough --map b:1000:101000:1 --run run --apply
echo "status $?"; stat -c '%u:%g %n' basic/script
permap convert basic --to passthrough --map b:1000:101000:1
