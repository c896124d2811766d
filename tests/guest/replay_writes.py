#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: replay_writes.py LOG count
#        replay_writes.py LOG DISK ENTRIES SEED
#
# Makes of DISK, a copy of the disk as it was, what a stop of the machine leaves of it: LOG, written
# by QEMU's blklogwrites, is played back up to entry number ENTRIES. What was written before the
# last flush is there; of what came after it SEED picks what is there and what is lost, so that
# writes are also reordered. SEED 0 loses none. `count` prints the number of entries.
#
# The format is that of the kernel's dm-log-writes: a sector with the superblock (magic, version,
# number of entries, size of a sector), then for each entry a sector with its head (first sector,
# number of sectors, flags, length of the data) and, but for discards, the data.
import random
import struct
import sys

MAGIC = 0x6A736677736872
FLUSH, DISCARD = 1, 4


def read_superblock(log):
    magic, version, entries, sector_size = struct.unpack("<QQQI", log.read(28))
    if magic != MAGIC or version != 1:
        sys.exit("not a log of writes")
    return entries, sector_size


def read_entries(log, count, sector_size):
    """Yields (offset on the disk, data or length to discard, flags)."""
    position = sector_size
    for _ in range(count):
        log.seek(position)
        head = log.read(32)
        if len(head) < 32:
            return
        first, sectors, flags, _ = struct.unpack("<QQQQ", head)
        position += sector_size
        size = sectors * sector_size
        if flags & DISCARD:
            yield first * sector_size, size, flags
        else:
            log.seek(position)
            yield first * sector_size, log.read(size), flags
            position += size


def last_flush(log, count, sector_size):
    found = 0
    for number, (_, _, flags) in enumerate(read_entries(log, count, sector_size)):
        if flags & FLUSH:
            found = number
    return found


def main():
    with open(sys.argv[1], "rb") as log:
        entries, sector_size = read_superblock(log)
        if sys.argv[2] == "count":
            print(entries)
            return
        count, seed = min(int(sys.argv[3]), entries), int(sys.argv[4])
        durable = last_flush(log, count, sector_size)
        dice = random.Random(seed)
        with open(sys.argv[2], "r+b") as disk:
            for number, (offset, data, _) in enumerate(read_entries(log, count, sector_size)):
                # A discard may leave what was there: the disk's choice, and ours.
                if isinstance(data, int):
                    continue
                if number <= durable or seed == 0 or dice.random() < 0.5:
                    disk.seek(offset)
                    disk.write(data)


main()
