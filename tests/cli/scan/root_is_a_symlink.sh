requires_root
basic && ln -s basic link && permap scan --id-range 1000:2 link --skip-rule mount-options
