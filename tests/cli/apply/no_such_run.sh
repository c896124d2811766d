requires_root
permap apply no-such-run
permap undo 0123456789abcdef
permap status no-such-run
