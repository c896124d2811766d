basic && permap snapshot basic -o before && permap check basic --baseline before
