permap check --help
