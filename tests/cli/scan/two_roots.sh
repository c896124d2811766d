# Paths say which root they are in; one that cannot be opened stops both.
requires_root
leaks one && leaks two && permap scan one two --model passthrough --rule world-writable-file
permap scan one three --model passthrough --rule world-writable-file
