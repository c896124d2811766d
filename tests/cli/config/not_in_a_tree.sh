mkdir -m 0777 tree; for name in permap.toml .permap.toml .config/permap/permap.toml; do mkdir -p "tree/$(dirname "$name")"; echo 'fail-on = "none"' >"tree/$name"; done
cd tree; permap scan . --model passthrough >/dev/null; echo "$?"
