#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: facts.py DIRECTORY
#
# Prints every fact about everything below DIRECTORY, and about itself, that a conversion and its
# undoing must account for: one line per name, ordered, bytes escaped. Left out are inode numbers
# and times of change, which nobody can set, times of access, and the sizes and link counts of
# directories, which are the file system's business.
import fcntl
import hashlib
import os
import stat
import struct
import sys

GET_FLAGS, SET_FLAGS = 0x80086601, 0x40086602  # FS_IOC_GETFLAGS and FS_IOC_SETFLAGS
FROZEN = 0x10 | 0x20  # FS_IMMUTABLE_FL and FS_APPEND_FL


def flags(path):
    """Immutable and append-only, of files and directories."""
    mode = os.lstat(path).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return 0
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        return struct.unpack("l", fcntl.ioctl(fd, GET_FLAGS, struct.pack("l", 0)))[0] & FROZEN
    except OSError:  # a file system without them
        return 0
    finally:
        os.close(fd)


def set_flags(path, wanted):
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        now = struct.unpack("l", fcntl.ioctl(fd, GET_FLAGS, struct.pack("l", 0)))[0]
        fcntl.ioctl(fd, SET_FLAGS, struct.pack("l", now & ~FROZEN | wanted))
    finally:
        os.close(fd)


def content(path, status):
    if stat.S_ISREG(status.st_mode):
        with open(path, "rb") as file:
            return "md5 " + hashlib.md5(file.read()).hexdigest()
    if stat.S_ISLNK(status.st_mode):
        return "to %r" % os.readlink(path)
    if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        return "device %d:%d" % (os.major(status.st_rdev), os.minor(status.st_rdev))
    return "-"


def attributes(path):
    pairs = ("%s=%s" % (name, os.getxattr(path, name, follow_symlinks=False).hex())
             for name in sorted(os.listxattr(path, follow_symlinks=False)))
    return " ".join(pairs)


def describe(path, shown):
    status = os.lstat(path)
    counts = "-" if stat.S_ISDIR(status.st_mode) else "%d %d" % (status.st_nlink, status.st_size)
    frozen = flags(path)
    return "%r %06o %d:%d %s %d %s %s%s" % (
        shown, status.st_mode, status.st_uid, status.st_gid, counts, status.st_mtime_ns,
        content(path, status), attributes(path), " flags %x" % frozen if frozen else "")


def facts(directory):
    """The lines, ordered."""
    root = os.fsencode(directory)
    lines = [describe(root, b".")]
    for at, directories, files in os.walk(root):
        for name in directories + files:
            path = os.path.join(at, name)
            lines.append(describe(path, os.path.relpath(path, root)))
    return sorted(lines)


if __name__ == "__main__":
    print("\n".join(facts(sys.argv[1])))
