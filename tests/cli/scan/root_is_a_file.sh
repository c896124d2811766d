: >file && permap scan file
