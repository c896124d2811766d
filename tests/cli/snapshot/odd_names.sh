odd_names && permap snapshot odd_names
