# SPDX-License-Identifier: Apache-2.0
"""Runs programs and reads what they cost.

Every round runs each program once, in an order that rotates, so that what else the machine does
falls on all of them alike. The first round warms up and is dropped.
"""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

GNU_TIME = "/usr/bin/time"
DROP_CACHES = Path("/proc/sys/vm/drop_caches")


@dataclass
class Sample:
    """One run of one program."""

    seconds: float
    synced: float  # seconds, with a sync of the file system after it
    cpu: float  # user and system time of all threads; 0 without GNU time
    peak_mib: float  # 0 without GNU time


@dataclass
class Program:
    """A row of a table."""

    name: str
    command: list
    tree: Path
    entries: int
    writes: bool = False
    cold: bool = False  # with empty caches; needs root


class Failed(Exception):
    """A measured program did not do what it was asked to do."""


def sync(tree):
    subprocess.run(["sync", "-f", str(tree)], check=True)


def has_gnu_time():
    return os.access(GNU_TIME, os.X_OK)


def run(command):
    """Runs a program that is not measured, or the timer around one that is."""
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    if done.returncode != 0:
        message = done.stderr.decode(errors="backslashreplace")[-2000:]
        raise Failed(f"{' '.join(command)}: status {done.returncode}\n{message}")


def run_once(program, scratch):
    """Runs the program and returns its Sample."""
    usage_file = scratch / "usage"
    timer = [GNU_TIME, "-q", "-f", "%U %S %M", "-o", str(usage_file)] if has_gnu_time() else []
    if program.writes or program.cold:
        sync(program.tree)  # what an earlier program left must not be written at our expense
    if program.cold:
        DROP_CACHES.write_text("3\n", encoding="ascii")

    start = time.perf_counter()
    run(timer + program.command)
    seconds = time.perf_counter() - start

    if program.writes:
        sync(program.tree)
    synced = time.perf_counter() - start
    cpu, peak_mib = read_usage(usage_file) if timer else (0.0, 0.0)
    return Sample(seconds, synced, cpu, peak_mib)


def read_usage(usage_file):
    user, system, peak_kib = usage_file.read_text(encoding="ascii").splitlines()[-1].split()
    return float(user) + float(system), int(peak_kib) / 1024


def measure(make_groups, runs, scratch):
    """Runs groups of programs, each group in its order, for `runs` rounds after one warm-up.

    `make_groups` is called with the number of the round. Returns the programs and their samples, by
    name.
    """
    programs = {program.name: program for program in sum(make_groups(0), [])}
    samples = {name: [] for name in programs}
    for number in range(runs + 1):
        groups = make_groups(number)
        first = number % len(groups)
        for program in sum(groups[first:] + groups[:first], []):
            sample = run_once(program, scratch)
            if number > 0:
                samples[program.name].append(sample)
        print(f"bench: round {number} of {runs}", file=sys.stderr)
    return programs, samples


def finders():
    """Those of the programs to compare with that are installed."""
    return [name for name in ("find", "bfs") if shutil.which(name)]


def fingerprint(tree):
    """All that a conversion and its undo must leave as it was, in any order."""
    facts = "%P %y %m %U %G %n %l\\0"
    listed = subprocess.run(["find", str(tree), "-printf", facts], stdout=subprocess.PIPE, check=True)
    return hash(tuple(sorted(listed.stdout.split(b"\0"))))
