permap undo --help
