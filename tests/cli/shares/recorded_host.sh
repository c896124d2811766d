# A whole host from a recording: libvirt, Proxmox VE, running QEMU and virtiofsd, and a guest.
recorded_host host && permap shares --host-files host --guest-root guest
