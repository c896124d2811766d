permap scan no-such-directory
