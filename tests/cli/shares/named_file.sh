# A file that is named is found as every program finds it: by an absolute path, and upwards.
mkdir tree below && cat >domain.xml <<'EOF'
<domain><name>web</name><devices><filesystem type='mount' accessmode='mapped'>
<source dir='/absent/tree'/><target dir='data'/></filesystem></devices></domain>
EOF
ask() { permap shares --libvirt-xml "$1" --emit libvirt; }
ask "$PWD/domain.xml" && cd below && ask ../domain.xml
permap shares --libvirt-xml ../tree | sed -n '/^Problems/,/^ *$/p'
