permap probe --help
