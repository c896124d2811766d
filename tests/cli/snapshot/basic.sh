basic && permap snapshot basic
