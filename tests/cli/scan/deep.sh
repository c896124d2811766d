# Paths longer than PATH_MAX, with few descriptors.
requires_root
deep && (ulimit -n 64 && permap scan --id-range 1000:2 deep --skip-rule mount-options --model passthrough) | sed -E 's/(level-[0-9a-z-]*\/){290,}/.../'
