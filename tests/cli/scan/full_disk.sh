basic && permap scan basic --model passthrough >/dev/full
