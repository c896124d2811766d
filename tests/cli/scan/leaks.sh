# Nothing above the tree keeps anybody out.
requires_root
leaks && permap scan leaks --skip-rule mount-options --model passthrough
