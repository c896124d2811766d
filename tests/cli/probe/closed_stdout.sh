permap probe . >/dev/full
