# Host users cannot get in, guest users come in at the root of the share.
requires_root
mkdir -m 0700 closed && leaks closed/leaks && permap scan --id-range 1000:2 closed/leaks --skip-rule mount-options --model passthrough
