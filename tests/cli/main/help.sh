permap --help
