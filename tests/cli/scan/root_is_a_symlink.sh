requires_root
basic && ln -s basic link && permap scan link --skip-rule mount-options
basic && ln -s basic link && permap scan --id-range 1000:2 link
