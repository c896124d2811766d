# What is root's or setuid for the guest and another host user can write: tried by such a user, too. Not what is closed, plain or the QEMU user's.
requires_root
requires_user_xattrs
requires_acls
stored() { setfattr -n user.virtfs.uid -v "0x0${1}000000" "$3" && setfattr -n user.virtfs.mode -v "0x$2" "$3"; } # UID MODE (little-endian) NAME
mkdir -m 0711 t && cd t && touch bytes owner group acl closed users program && mkdir directory sticky && mkdir -m 0700 shut && touch shut/owner
for name in bytes owner group acl closed shut/owner; do stored 0 a4810000 "$name"; done && stored 1 a4810000 users && stored 1 ed890000 program && stored 0 ed410000 directory && stored 0 ed410000 sticky
chown -R 64055:64055 . && chmod 0600 ./*[!y] && chmod 0602 bytes users program && chown 1000 owner shut/owner && chown :50 group && chmod 0660 group && setfacl -m u:1001:rw acl && chmod 0702 directory && chmod 1702 sticky && chmod 0700 shut
for name in bytes group acl directory owner closed users program sticky shut/owner; do setpriv --reuid=1001 --regid=50 --clear-groups setfattr -n user.virtfs.uid -v 0x07 "$name" 2>/dev/null && printf 'user 1001 of group 50 forged %s\n' "$name" && setfattr -n user.virtfs.uid -v 0x00000000 "$name"; done; stored 1 a4810000 users && stored 1 ed890000 program && cd ..
permap scan t --model mapped-xattr --host-owner 64055:64055 --rule forgeable-guest-root --format ndjson --jobs 1 | sort | sed 's/"fix.*"evidence"/.../'
