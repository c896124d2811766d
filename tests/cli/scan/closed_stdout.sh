basic && permap scan basic --model passthrough >&-
