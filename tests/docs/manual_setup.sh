# SPDX-License-Identifier: Apache-2.0
# What the examples of the manual pages are about; run before each page.
mkdir -p /srv/share/www /srv/guest rootfs/etc
: >/srv/share/www/index.html
chown -R 1000:1000 /srv/share
chmod -R o+w /srv/share
chmod 0600 /srv/guest
chown 64055:64055 /srv/guest
permap snapshot /srv/share --model passthrough -o share.mtree
permap snapshot rootfs --model passthrough --format ndjson -o baseline.ndjson
printf 'audit = true\n' | tee share.toml >permap-policy.toml
