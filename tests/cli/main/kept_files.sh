# Neither a report nor metrics take the place of what the command reads, or of each other, however it is spelled.
basic && recorded_host && permap snapshot basic --model passthrough -o base && ln base hard && ln -s base link && ln -s . here
: >policy && tar -cf tree.tar basic && printf 'basic\n' >list && ln list same && printf 'root:x:0:0:::\n' >passwd && printf 'jobs = 1\n' >config
permap convert basic --to mapped-xattr --host-owner 1000:1000 --run run -o /dev/null 2>/dev/null
refused() {
    permap "$@"
    [[ $? -eq 2 ]] || echo "not refused: $*"
}
md5sum base policy tree.tar list passwd config run basic/file host/etc/libvirt/qemu/web.xml >sums
for name in base hard link here/base ./basic/../base; do refused check basic --baseline base --metrics "$name"; done
refused check basic --baseline base -o base
refused check basic --baseline base --update -o base
refused check basic --policy policy --metrics ./policy
refused snapshot basic -o both --metrics both
refused snapshot basic -o both --metrics "$PWD/here/both"
refused snapshot --root-tar tree.tar -o tree.tar
refused scan --root-tar tree.tar --metrics tree.tar
refused scan basic --guest-passwd passwd -o passwd
refused scan --files-from list -o list
refused scan --files-from - -o same <list
refused scan basic --config config -o config
refused explain basic/file -o basic/file
refused shares --libvirt-xml host/etc/libvirt/qemu/web.xml --emit qemu -o host/etc/libvirt/qemu/web.xml
refused convert basic --to none --run new -o new
refused apply run --metrics run
refused undo run -o run
refused undo run -o run-wal
refused convert basic --to none --run new -o new-wal
md5sum --check --quiet sums
ls both new 2>&1
# What keeps nothing may be named twice, and old reports and metrics are replaced.
for _ in 1 2; do permap snapshot basic --model passthrough -o out --metrics metrics || echo "status $?"; done
permap check basic --policy /dev/null -o /dev/null --metrics metrics
