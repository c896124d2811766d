basic && permap scan basic -o no/such/place
