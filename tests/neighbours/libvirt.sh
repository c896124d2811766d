#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/neighbours/libvirt.sh [--binary PATH]
#
# libvirt and permap shares: what permap prints for a domain is valid for libvirt's schema, libvirt
# takes it in, and permap reads from libvirt's own writing of it the shares that it came from.
# shellcheck disable=SC2154 # setting.sh sets what is used here
set -euo pipefail
# shellcheck source=tests/robust/setting.sh
source "$(dirname "${BASH_SOURCE[0]}")/../robust/setting.sh"

for tool in virsh virt-xml-validate; do
    command -v "$tool" >/dev/null || skip "no $tool"
done
# libvirt's driver for tests: a host that is nowhere, with libvirt's own reading and writing.
virsh -c test:///default version >/dev/null 2>&1 || skip 'no test driver in libvirt'

# domain <FILESYSTEMS >XML: a machine with these shares.
domain() {
    printf "<domain type='test'><name>shares</name><memory unit='MiB'>64</memory>"
    printf "<os><type>hvm</type></os><devices>\n"
    cat
    printf '</devices></domain>\n'
}

# shares_in FILE: the records, without what names the file.
shares_in() {
    "$PERMAP" shares --libvirt-xml "$1" --host-files "$scratch/host" --format ndjson \
        --fail-on none --progress never | grep '"type":"share"' |
        sed -E 's/"where":"[^"]*"/"where":""/' || true
}

cd "$scratch"
mkdir -p host/srv/{plain,modes,two--dashes,fast} 'host/srv/a & <b>'
domain >original.xml <<'XML'
<filesystem type='mount' accessmode='mapped'>
  <source dir='/srv/plain'/><target dir='plain'/>
</filesystem>
<filesystem type='mount' accessmode='mapped' fmode='0640' dmode='0750' multidevs='remap'>
  <source dir='/srv/modes'/><target dir='modes'/>
</filesystem>
<filesystem type='mount' accessmode='passthrough'>
  <source dir='/srv/two--dashes'/><target dir='dashes'/><readonly/>
</filesystem>
<filesystem type='mount' accessmode='squash' multidevs='forbid'>
  <source dir='/srv/a &amp; &lt;b&gt;'/><target dir='a &amp; &lt;b&gt;'/>
</filesystem>
<filesystem type='mount' accessmode='passthrough'>
  <driver type='virtiofs'/><source dir='/srv/fast'/><target dir='fast'/>
</filesystem>
XML
virt-xml-validate original.xml domain >/dev/null

"$PERMAP" shares --libvirt-xml original.xml --host-files host --emit libvirt >emitted.xml
[[ $(grep -c '<filesystem' emitted.xml) -eq 5 ]]
domain <emitted.xml >proposed.xml
virt-xml-validate proposed.xml domain

virsh -c test:///default "define proposed.xml; dumpxml shares" |
    sed -n '/<domain/,/<\/domain>/p' >by-libvirt.xml
grep -q 'two--dashes' by-libvirt.xml

shares_in proposed.xml >proposed.shares
shares_in by-libvirt.xml >by-libvirt.shares
[[ $(wc -l <proposed.shares) -eq 5 ]]
diff -u proposed.shares by-libvirt.shares
printf 'libvirt and permap agree\n'
