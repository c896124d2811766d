requires_root
requires_acls
basic && setfacl -m u:1234:rw basic/file && setfacl -d -m o::rwx basic/directory
permap scan --id-range 1000:2 basic --skip-rule mount-options --model passthrough
