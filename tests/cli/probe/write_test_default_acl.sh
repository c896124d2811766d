# What a new file has already, an inherited ACL here, takes its part of the room.
requires_root
# shellcheck disable=SC2016 # the inner shell expands them
on_image mkfs.ext4 -q -I 256 -- 'mkdir mnt/plain mnt/acl; setfacl -d -m u:1000:rwx,u:1001:rwx,g:1002:rwx,o::- mnt/acl;
    for at in plain acl; do permap probe mnt/$at --write-test -q | grep -E "small attributes|largest"; done'
