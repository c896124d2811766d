# -n is accepted; -q leaves the report alone.
requires_root
basic && permap scan --id-range 1000:2 -n -q basic --skip-rule mount-options
