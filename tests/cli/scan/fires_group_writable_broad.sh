# Writable for users or kvm, as find says; with an ACL the group's own entry counts, not the mask. Not what all can write.
requires_root
requires_acls
mkdir -p host/etc t && printf 'users:x:100:\nkvm:x:107:\nstaff:x:50:\n' >host/etc/group && cd t || exit
mkdir -m 0775 directory && mkdir -m 0760 unsearchable && mkdir -m 0750 private && touch open staffs closed all masked granted cut private/all
chmod 0664 open staffs && chmod 0666 all private/all && ln -s nowhere link && chgrp -hR 100 . && chgrp 50 staffs
install -m 0660 -g 107 /dev/null kvms && setfacl -m g::r,m::rw masked && setfacl -m g::rw,m::rw granted && setfacl -m g::rw,m::r cut && cd ..
permap scan t --model passthrough --host-files host --rule group-writable-broad
permap scan t --model passthrough --host-files host --rule group-writable-broad --broad-group staff --broad-group 107 --format ndjson | sort
permap scan t --model passthrough --host-files host --broad-group tape
find t \( -gid 100 -o -gid 107 \) ! -type l -perm -020 | sort >group_writable
permap scan t --model passthrough --host-files host --rule group-writable-broad --format ndjson |
    python3 -c 'import json, sys; [print("t/" + r["path"]) for r in map(json.loads, sys.stdin) if r["type"] == "finding"]' | sort >ours
echo "find has besides, by the mask or as all can write: $(comm -3 group_writable ours | xargs)"
