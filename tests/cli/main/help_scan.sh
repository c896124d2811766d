permap scan --help
