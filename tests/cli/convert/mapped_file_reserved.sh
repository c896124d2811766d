# What a guest laid under the reserved names would be the truth; with leave its directory is left.
requires_root
mkdir -p t/free t/taken/.virtfs_metadata && echo virtfs.uid=0 > t/taken/.virtfs_metadata/x && : > t/free/x
permap convert t --from passthrough --to mapped-file --host-owner 64055:64055 --run run --apply
permap convert t --from passthrough --to mapped-file --host-owner 64055:64055 --run run --apply -q --allow reserved-name -o /dev/null
stat -c '%n %u %a' t t/free t/free/x t/taken
