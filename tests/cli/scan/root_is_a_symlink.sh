requires_root
basic && ln -s basic link && permap scan link --skip-rule mount-options
