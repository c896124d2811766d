# -readconfig files are read only where the process that names them may read them; no device is opened.
recorded_host host
printf 'root:x:0:0::/:/bin/sh\nguest:x:64055:103::/:/bin/sh\n' >host/etc/passwd
config() { printf '[fsdev "f"]\n  fsdriver = "local"\n  path = "%s"\n  security_model = "none"\n[device]\n  driver = "virtio-9p-pci"\n  fsdev = "f"\n  mount_tag = "t"\n' "$1"; }
config /srv/open >host/etc/open.cfg && config /srv/closed >host/etc/closed.cfg && chmod 0600 host/etc/closed.cfg
mkfifo -m 0666 host/etc/fifo.cfg && mkdir -p host/proc/{50,51}
mkdir -p host/srv/{open,closed,root,setid}
config /srv/root >host/etc/root.cfg && config /srv/setid >host/etc/setid.cfg
# 50 is a user's, 43 is root's, 51 a set-id program that a user runs under QEMU's name
printf '%s\0' qemu-system-x86_64 -readconfig /etc/open.cfg -readconfig /etc/closed.cfg -readconfig /etc/fifo.cfg >host/proc/50/cmdline
printf '%s\0' qemu-system-x86_64 -readconfig /etc/setid.cfg >host/proc/51/cmdline
printf '%s\0' qemu-system-x86_64 -readconfig /etc/root.cfg >host/proc/43/cmdline
for each in 50 51; do cp host/proc/43/comm host/proc/$each/; done
cp host/proc/42/status host/proc/50/ && cp host/proc/43/status host/proc/51/
ln -s /usr/bin/su host/proc/51/exe && ln -s /usr/bin/qemu-system-x86_64 host/proc/43/exe
permap shares --host-files host | sed -n "/^'\/srv/p; /^Problems/,\$p"
