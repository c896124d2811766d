permap explain --help
