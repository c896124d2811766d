permap snapshot --help
