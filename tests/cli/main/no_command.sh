permap
