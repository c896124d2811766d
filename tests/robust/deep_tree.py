#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""usage: deep_tree.py make DIR LEVELS | facts DIR

Makes a chain of directories that is far deeper than any path may be long, with files and links on
the way; or prints every fact about such a tree, a line for each object. One level at a time on
descriptors: no call takes a path below DIR.
"""
import os
import sys


def make(top, levels):
    os.mkdir(top)
    at = os.open(top, os.O_RDONLY)
    for level in range(levels):
        name = "level-%d" % level
        os.mkdir(name, 0o755, dir_fd=at)
        below = os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, 0o640, dir_fd=at))
        if level % 20 == 0:
            os.symlink("file", "link", dir_fd=at)
        if level % 200 == 0:
            os.link("file", "other-name", src_dir_fd=at, dst_dir_fd=at)


def describe(name, at):
    status = os.lstat(name, dir_fd=at)
    facts = [name, oct(status.st_mode), status.st_uid, status.st_gid, status.st_nlink]
    if os.path.stat.S_ISLNK(status.st_mode):
        return status, facts + [os.readlink(name, dir_fd=at)]
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=at)
    try:
        for attribute in sorted(os.listxattr(handle)):
            facts += [attribute, os.getxattr(handle, attribute)]
        if os.path.stat.S_ISREG(status.st_mode):
            facts.append(os.read(handle, 4096))
    finally:
        os.close(handle)
    return status, facts


def print_facts(top):
    at = os.open(top, os.O_RDONLY)
    level = 0
    while True:
        below = None
        for name in sorted(os.listdir(at)):
            status, facts = describe(name, at)
            print(level, *facts)
            if os.path.stat.S_ISDIR(status.st_mode):
                below = name
        if below is None:
            return
        next_one = os.open(below, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = next_one
        level += 1


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]))
    elif len(sys.argv) == 3 and sys.argv[1] == "facts":
        print_facts(sys.argv[2])
    else:
        sys.exit(__doc__)
