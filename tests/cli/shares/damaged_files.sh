recorded_host host && printf '<domain>\n<name>' >host/etc/libvirt/qemu/web.xml &&
    printf 'args: "\n' >host/etc/pve/qemu-server/100.conf &&
    permap shares --host-files host --format ndjson | grep -v '"type":"share"'
