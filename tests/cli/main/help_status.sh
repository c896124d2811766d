permap status --help
