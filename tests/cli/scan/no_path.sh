permap scan
