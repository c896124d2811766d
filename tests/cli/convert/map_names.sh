# The ids of the host's accounts become those of the guest's accounts of the same name.
requires_root
requires_user_xattrs
basic && find basic -exec chown -h 1000:1000 {} +
printf 'ann:x:1000:1000::/:\n' >passwd; printf 'ann:x:1000:\n' >group
printf 'ann:x:500:50::/:\n' >guest-passwd; printf 'ann:x:50:\n' >guest-group
permap convert basic --to passthrough --map-names passwd,group:guest-passwd,guest-group --run run --apply -q
echo "status $?"; stat -c '%u:%g %n' basic/script
