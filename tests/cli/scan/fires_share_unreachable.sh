# The way to the tree and entries in it, by owner, group, ACL and its mask; the commands mend it, and the kernel agrees.
# shellcheck disable=SC2016 # awk and the inner bash expand them
requires_root
requires_acls
mkdir -p shut/t && chmod 0710 shut && chown 64055:64055 shut/t && cd shut/t
for name in own:64055:0:0600 read-only:64055:0:0400 open:0:0:0666 foreign:0:0:0644 group:0:64055:0660 acl:0:0:0600 masked:0:0:0600; do IFS=: read -r file uid gid mode <<<"$name"; : >"$file" && chown "$uid:$gid" "$file" && chmod "$mode" "$file"; done
mkdir -m 0755 directory && ln -s nowhere link && setfacl -m u:64055:rw acl && setfacl -m u:64055:rw,m::r masked && cd ../..
ask() { permap scan shut/t --model mapped-xattr --host-owner 64055:64055 --rule share-unreachable "$@"; }
try() { for name in shut/t/*; do [[ -L $name ]] || as_user 64055 test -r "$name" -a -w "$name" || echo "kernel: not $name"; done; }
ask --format ndjson | grep '"finding"' | sort >found; sed -E 's/.*"path":"([^"]*)","message":"([^"]*)".*/\1: \2/' found
try; setfacl -m u:64055:x shut; echo "past the way:"; try
while read -r path command; do (cd shut/t && bash -c "$(sed -E "s/(FILE|DIRECTORY)$/$path/" <<<"$command")"); done < <(sed -nE 's/.*"path":"([^"]*)".*"command":"([^"]*)".*/\1 \2/p' found | grep -v '^\. ')
ask | tail -n 3; try; chmod 0000 shut/t/own; chmod 0444 shut/t/read-only
permap scan shut/t --model passthrough --host-owner 64055:64055 --rule share-unreachable --format ndjson | grep -o '"path":"[^"]*","message":"[^"]*"'; permap scan shut/t --model passthrough --host-owner 0 --rule share-unreachable | tail -n 1
