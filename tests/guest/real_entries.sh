# shellcheck shell=bash disable=SC2154 # setting.sh sets what is used here
# SPDX-License-Identifier: Apache-2.0
# Trees for a guest: parts of this machine, and names that nobody should use. Sourced.

# copy_real_entries DIR COUNT: about COUNT entries of /etc and /usr, with owners, modes, times,
# symlinks and hard links as they are. Large files only where they are set-id or have several names;
# what not everybody may read loses its contents.
copy_real_entries() {
    local part parts=(/etc /usr/bin /usr/sbin /usr/lib /usr/share)
    local limit=$(($2 / ${#parts[@]}))
    for part in "${parts[@]}"; do
        # The walk goes on after the last one wanted: head would end it with a signal.
        find "$part" -xdev \( -type l -o -type d -o -type f \
            \( -size -128k -o -links +1 -o -perm /6000 \) \) -print0 |
            awk -v RS='\0' -v ORS='\0' -v limit="$limit" 'NR <= limit'
    done | cpio --null --pass-through --make-directories --preserve-modification-time --quiet "$1"
    find "$1" -type f ! -perm -o=r -exec truncate -s 0 {} +
}

# make_odd_names DIR
make_odd_names() (
    set -euo pipefail
    mkdir "$1"
    cd "$1"
    local name
    for name in ' ' '-rf' '*' $'\\' '"' $'tab\there' $'\e[2J' $'\xff\xfe\x80' $'r\xc3\xa9sum\xc3\xa9' \
        $'rtl\xe2\x80\xaeo' '.hidden' '...' '.virtfs_metadata' '.virtfs_metadata_root' \
        "$(printf 'n%.0s' {1..255})"; do
        : >"./$name"
        ln -s "$name" "./l${name:1}" 2>/dev/null || true
    done
    mkdir -p -- "$(printf 'd%.0s' {1..255})/$(printf 'd%.0s' {1..255})/$(printf 'd%.0s' {1..255})"
    chown -h 3000000000:4294967294 -- *
)
