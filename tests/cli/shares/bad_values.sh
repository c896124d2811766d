permap shares --emit json
permap shares --emit qemu --to nothing
permap shares --to mapped-xattr
permap shares --host-files absent
permap shares --libvirt-xml absent.xml
