# Only public; not root's, not QEMU's, not without the sticky bit, no file.
requires_root
mkdir -m 0755 t && cd t && mkdir -m 1777 public roots qemus && mkdir -m 0777 open && mkdir -m 1775 group && file 1666 file
chown 1000:1000 public open group file && chown 64055:64055 qemus && cd ..
permap scan t --model passthrough --host-owner 64055:64055 --rule world-writable-sticky --format ndjson
