# -n is accepted; -q leaves the report alone.
requires_root
basic && permap scan -n -q basic --skip-rule mount-options
