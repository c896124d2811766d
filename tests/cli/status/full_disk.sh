basic && permap status basic >/dev/full
