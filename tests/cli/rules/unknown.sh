permap rules world-writeable-file
