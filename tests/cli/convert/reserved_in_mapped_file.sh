# What a guest lays where metadata belongs is no metadata, in a mapped-file tree as elsewhere: the
# directory around it is left alone with leave, the root must be free of it.
requires_root
mkdir t t/d && echo 1 >t/d/f && mkfifo t/d/.virtfs_metadata && chmod 0755 t t/d && chmod 0644 t/d/f t/d/.virtfs_metadata
again() { # TREE RUN OPTIONS...
    permap convert "$1" --from mapped-file --to mapped-file --host-owner 64055:64055 --apply --run "$2" "${@:3}"
}
again t run
again t run --allow reserved-name && permap undo run
find t -printf '%P %M %U:%G\n' | sort
mkdir r && echo 1 >r/a && ln -s /etc/passwd r/.virtfs_metadata_root
again r run2 --allow reserved-name,orphan-metadata
