permap shares --help
