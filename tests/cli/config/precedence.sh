mkdir -m 0777 tree; mkdir -p ../home/.config/permap; printf 'quiet = true\nfail-on = "none"\n' >../home/.config/permap/permap.toml
look() { { permap scan tree --model passthrough --skip-rule mount-options "$@" >/dev/null; } 2>&1; echo "status $?"; }
look; look --fail-on low; look --config none; printf 'fail-on = "none"\n[scan]\nfail-on = "low"\n' >own.toml; look --config own.toml
