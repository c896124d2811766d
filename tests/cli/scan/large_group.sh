# A group whose members need more than 64 KiB is found by its name.
requires_root
basic && cp /etc/group group && printf 'crowd:x:4711:%s\n' "$(seq -f 'user%.0f' -s, 20000)" >>group
unshare --mount bash -c 'mount --bind group /etc/group && permap scan basic --model mapped-xattr --host-owner 0:crowd --fail-on none -o /dev/null'
