basic && permap scan basic --fast
