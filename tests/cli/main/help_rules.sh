permap rules --help
