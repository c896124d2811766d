# Ids in ACLs are mapped, which loses nothing; getfacl shows them after.
requires_root
mkdir -m 0755 t && echo a >t/f && chmod 0640 t/f && setfacl -m u:1001:rw,g:1005:r t/f
permap convert t --to passthrough --map b:0:100000:65536 --apply --run run
getfacl -cn t/f && stat -c '%u:%g %a' t/f
