#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: facts.py DIRECTORY
#
# Prints every fact about everything below DIRECTORY, and about itself, that a conversion and its
# undoing must account for: one line per name, ordered, bytes escaped. Left out are inode numbers
# and times of change, which nobody can set, times of access, and the sizes and link counts of
# directories, which are the file system's business.
import hashlib
import os
import stat
import sys


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
    return "%r %06o %d:%d %s %d %s %s" % (
        shown, status.st_mode, status.st_uid, status.st_gid, counts, status.st_mtime_ns,
        content(path, status), attributes(path))


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
