permap apply --help
