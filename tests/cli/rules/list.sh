permap rules
