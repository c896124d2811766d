recorded_host host && permap shares --host-files host --emit qemu --to mapped-xattr --fail-on none
