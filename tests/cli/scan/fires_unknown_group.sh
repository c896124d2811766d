# Groups by themselves: not known users' groups, not subgid's ranges, not QEMU's own.
requires_root
mkdir -p host/etc t && printf 'root:x:0:\nstaff:x:50:alice\n' >host/etc/group && printf 'root:100000:65536\n' >host/etc/subgid
printf '# containers\nroot:300000:0\nroot\n' >host/etc/subuid
cd t && touch staffs strangers containers qemus && ln -s nowhere link && chgrp 50 staffs && chgrp -h 4242 strangers link
chgrp 100000 containers && chgrp 64055 qemus && cd ..
permap scan t --model passthrough --host-files host --host-owner 0:64055 --rule unknown-group --format ndjson | sort
permap scan t --model passthrough --host-files host --host-owner 0:64055 --rule unknown-group --id-range 4242-4242 -q
