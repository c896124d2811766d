# Names from anybody's command line: what a terminal would obey is escaped, or there is no snippet. No server has the
# models of the neighbours.
recorded_host host && printf '%s\0' qemu-system-x86_64 -fsdev $'local,id=a,path=/srv/x\e[31mRED,security_model=mapped-xattr' \
    -device $'virtio-9p-pci,fsdev=a,mount_tag=t#\e]0;owned\a' >host/proc/42/cmdline && rm -r host/etc/libvirt host/etc/pve host/proc/4[34]
for form in libvirt qemu fstab; do permap shares --host-files host --emit $form --fail-on none --progress never 2>/dev/null | cat -v; done
permap shares --host-files host --emit qemu --to fake-super
