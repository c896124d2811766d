# shellcheck shell=sh disable=SC2016 # users' shells expand
# SPDX-License-Identifier: Apache-2.0
# usage: sh -e work.sh DIRECTORY OBJECTS
#
# What people do in a share, as several users of the guest, in a new DIRECTORY and in what
# make_every_object made in OBJECTS. busybox and setfacl are all there is in the guest. Ends at the
# first thing that fails; what must fail is said with `refused`.

# as USER COMMAND
as() {
    su -s /bin/sh "$1" -c "umask 022; cd '$work' && $2"
}

refused() {
    if as "$1" "$2" 2>/dev/null; then
        echo "was not refused to $1: $2"
        exit 1
    fi
}

work=$1
mkdir -p "$work"
chmod 1777 "$work"

# Two users, each in an own directory.
for user in alice bob; do
    as "$user" "mkdir $user && cd $user && mkdir -p deep/deeper && echo text >file &&
        echo more >>file && ln file second && ln -s file link && ln -s /nowhere/at/all dangling &&
        ln -s ../$user/deep/deeper deep/up && mkfifo -m 0640 fifo && make_socket socket &&
        cp /bin/make_socket program && chmod 6755 program && mkdir -m 0700 private &&
        echo secret >private/secret && chmod 0400 private/secret && : >empty && chmod 0000 empty"
done

# What belongs to one is not the other's.
refused bob 'echo >>alice/file'
refused bob 'rm -f alice/file'
refused bob 'mv alice mine'
refused bob 'chmod 0777 alice'
refused bob 'chown bob alice/file'
refused bob 'cat alice/private/secret'
refused bob 'mknod device c 1 3'
refused alice 'chown bob alice/file'

# Names come and go: over files, links, directories, and between directories.
as alice 'cd alice && mv file renamed && mv -f empty second && ln renamed deep/third &&
    mv deep/third deep/deeper/ && mv link deep/ && mv fifo deep/deeper/fifo && mv deep moved &&
    mkdir victim && mv private victim/ && mv victim/private/secret . && rmdir victim/private'
as bob 'cd bob && rm link && ln -s other link && mv link dangling && rm socket && rm -r deep &&
    mkdir deep && mv fifo deep/ && echo longer text >file && mv -f file second && chmod 0604 second'
as alice 'mkdir -m 2775 alice/for-group && mkdir alice/for-group/below && : >alice/for-group/file'
as alice 'cd alice && i=0 && while [ $i -lt 40 ]; do : >many.$i; i=$((i + 1)); done &&
    rm many.1* && mv many.2 many.20'

# root of the guest: owners, devices, special bits, other people's things.
cd "$work" || exit
mknod -m 0666 zero c 1 5
mknod -m 0660 disk b 259 70000
mknod -m 0600 replaced c 4 64
chown 0:6 disk
mkfifo -m 0622 pipe
mkdir -m 2750 team
chown alice:users team
: >team/inherits
chown -h bob:users alice/dangling
cp -a alice alices-copy
chown -R bob:bob alices-copy
chmod u+s,g+s alices-copy/program
chown 4294967294:70000 bob/second
rm replaced
mknod replaced b 8 1
ln zero zero-again
ln pipe team/pipe
ln -s "$(printf '%0999d' 0)" long-target
printf 'x' >"$(printf 'a\nb\033[31m\\ \377\200')"
mkdir "$(printf '%0255d' 1)"

# ACLs, where this mount has them.
if [ "${with_acls:-yes}" = yes ]; then
    setfacl -m u:1001:rw,g:100:r alice/renamed
    as alice 'mkdir acl && setfacl -m u:bob:rwx acl && setfacl -d -m u:bob:rwx,o::- acl'
    as bob ': >acl/from-bob && mkdir acl/directory'
    setfacl -m u:1234:r,m::r acl/from-bob
    setfacl -b alice/renamed
    chmod 0640 acl/from-bob
fi

# What was there before, made by nobody of this guest.
if [ -d "$2" ]; then
    cd "$2" || exit
    chmod 0711 plain
    chown -h 1001:1001 link
    mv link moved-link
    mv first directory/renamed-first
    ln fifo fifo-third
    rm socket
    make_socket socket
    chmod 0620 directory/character
    chown 3:4 private/block
    rm -r with-acl
    echo appended >>directory/below/deepest/file
    mv directory/below moved-below
    rmdir empty
fi
