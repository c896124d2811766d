mkdir empty && permap shares --host-files empty
