# In a mapped tree: foreign (2 entries below); not root's, not QEMU's, not what is empty or out of reach.
requires_root
mkdir -m 0755 t && cd t && for name in foreign foreign/qemus roots qemus private private/foreign; do mkdir -m 0755 "$name"; done
: >foreign/qemus/file; : >roots/file; : >qemus/file; : >private/foreign/file; mkdir empty
chown -R 64055:64055 . && chown 1000:1000 foreign empty private/foreign && chown 0:0 roots && chmod 0700 private && cd ..
permap scan t --model mapped-xattr --host-owner 64055:64055 --rule replaceable-path --format ndjson
permap scan t --model mapped-xattr --rule replaceable-path --format ndjson | grep -c finding
