requires_root
mkdir -m 0777 tree; mkdir -p etc/permap; cp -a /etc/passwd /etc/group /etc/nsswitch.conf etc/; printf '[scan]\nfail-on = "none"\n' >etc/permap/permap.toml
unshare --mount bash -c 'mount --bind etc /etc && permap scan tree --model passthrough >/dev/null; echo "$?"; permap scan tree --model passthrough --config none >/dev/null; echo "$?"; printf "color = 7\n" >/etc/permap/permap.toml; permap rules >/dev/null; permap scan tree >/dev/null; echo "$?"'
