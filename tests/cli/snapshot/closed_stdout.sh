basic && permap snapshot basic >/dev/full; echo "status $?"
