permap convert --help
