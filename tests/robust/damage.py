#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: damage.py FILE NUMBER
#
# Damages FILE in the way that NUMBER stands for, the same each time, and prints what it did.
import os
import random
import sys

SECTOR = 512

path, number = sys.argv[1], int(sys.argv[2])
dice = random.Random(number)
size = os.path.getsize(path)

with open(path, "r+b") as file:
    if number % 3 == 0:
        at, bit = dice.randrange(size), dice.randrange(8)
        file.seek(at)
        byte = file.read(1)[0] ^ (1 << bit)
        file.seek(at)
        file.write(bytes([byte]))
        print(f"bit {bit} of byte {at} turned")
    elif number % 3 == 1:
        at = dice.randrange(size // SECTOR) * SECTOR
        file.seek(at)
        file.write(b"\0" * SECTOR)
        print(f"sector at byte {at} lost")
    else:
        at = dice.randrange(size)
        file.truncate(at)
        print(f"cut off at byte {at}")
