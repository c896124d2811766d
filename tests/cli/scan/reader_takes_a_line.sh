basic && permap scan basic --model passthrough --quiet | head -n 1
