permap --version
