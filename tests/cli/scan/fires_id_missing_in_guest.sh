# Once for each id that the guest has not, as the guest sees it: in attributes, as owner, in ACLs.
requires_root
requires_user_xattrs
requires_acls
mkdir -p guest/etc outside/etc t m && printf 'root:x:0:0::/:\nalice:x:1000:100::/:\nwrong\n' >guest/etc/passwd
printf 'root:x:0:\nusers:x:100:\n' >guest/etc/group && cp guest/etc/group outside/etc
touch t/{a,b,c,d} && chown 4242:100 t/a t/b && chown 1000:4343 t/c && setfacl -m u:4242:r,u:5252:r,g:5353:r t/b
touch m/stored m/bare && chown 64055:64055 m m/* && setfattr -n user.virtfs.uid -v 0x92100000 m/stored && setfattr -n user.virtfs.gid -v 0x64000000 m/stored
permap scan t --model passthrough --guest-root guest --rule id-missing-in-guest
permap scan m --model mapped-xattr --guest-passwd guest/etc/passwd --rule id-missing-in-guest --format ndjson
echo "status $?"
ln -s /etc/passwd outside/etc/passwd
permap scan t --guest-root outside
permap scan t --guest-passwd /dev/null
permap scan t --guest-passwd guest/etc/passwd --guest-root guest
