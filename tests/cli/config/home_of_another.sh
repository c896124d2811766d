requires_root
mkdir tree; mkdir -p ../home/.config/permap; echo 'apply = 1' >../home/.config/permap/permap.toml; chmod 0700 ../home/.config; as_user 65534 permap scan tree --model passthrough --fail-on none >/dev/null; echo $?
