# A dry run: its changes, what stands in the way, the numbers.
requires_root
basic && permap convert basic --to mapped-file --host-owner 64055:64055 --format json --quiet
