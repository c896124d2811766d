# A directory that says it is a file, a file that says it is a directory; not files that stand for something.
requires_root
requires_user_xattrs
mkdir -m 0755 t && cd t && mkdir as-file as-fifo good-directory && for name in as-directory as-link as-device as-fifo-too as-socket good; do file 0600 "$name"; done
mode() { setfattr -n user.virtfs.mode -v "$2" "$1"; }
mode as-file 0xa4810000; mode as-fifo 0xa4110000; mode as-directory 0xed410000; mode good-directory 0xed410000
mode as-link 0xffa10000; mode as-device 0xb6210000; mode as-fifo-too 0xa4110000; mode as-socket 0xedc10000; mode good 0xa4810000; cd ..
permap scan t --model mapped-xattr --rule mapped-type-mismatch --format ndjson --jobs 1 | sort
