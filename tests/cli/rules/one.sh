permap rules world-writable-file
