# Each rule of the comparison is a test: one fails, the others pass.
requires_root
basic && permap snapshot basic --model passthrough -o baseline && chmod o+w basic/file && permap check basic --baseline baseline --format junit --quiet
