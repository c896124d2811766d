requires_root
basic && permap status basic; permap status /no/such/place
