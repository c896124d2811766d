#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times programs on the trees that scripts/bench made, and prints the medians.

Every round runs each program once, in an order that rotates, so that what else the machine does
falls on all of them alike. The first round warms up and is dropped.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HOST_OWNER = "64055:64055"  # Debian's libvirt-qemu
OTHER_OWNER = "64056:64056"  # chown -R alternates, so that each run changes every entry
GNU_TIME = "/usr/bin/time"


@dataclass
class Sample:
    """One run of one program."""

    seconds: float
    synced: float  # seconds, with a sync of the file system after it
    cpu: float  # user and system time of all threads; 0 without GNU time
    peak_kib: int  # 0 without GNU time


@dataclass
class Program:
    """A row of a table."""

    name: str
    command: list
    tree: Path
    writes: bool = False


class Failed(Exception):
    """A measured program did not do what it was asked to do."""


# ---- running -------------------------------------------------------------------------------------


def sync(tree):
    subprocess.run(["sync", "-f", str(tree)], check=True)


def run_once(program, scratch):
    """Runs the program and returns its Sample."""
    usage_file = scratch / "usage"
    timer = [GNU_TIME, "-f", "%U %S %M", "-o", str(usage_file)] if has_gnu_time() else []
    if program.writes:
        sync(program.tree)  # what an earlier program left must not be written at our expense

    start = time.perf_counter()
    done = subprocess.run(
        timer + program.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        message = done.stderr.decode(errors="backslashreplace")[-2000:]
        raise Failed(f"{' '.join(program.command)}: status {done.returncode}\n{message}")

    if program.writes:
        sync(program.tree)
    synced = time.perf_counter() - start
    cpu, peak_kib = read_usage(usage_file) if timer else (0.0, 0)
    return Sample(seconds, synced, cpu, peak_kib)


def has_gnu_time():
    return os.access(GNU_TIME, os.X_OK)


def read_usage(usage_file):
    user, system, peak_kib = usage_file.read_text().splitlines()[-1].split()
    return float(user) + float(system), int(peak_kib)


def measure(make_groups, runs, scratch):
    """Runs groups of programs, each group in its order, for `runs` rounds after one warm-up.

    `make_groups` is called with the number of the round. Returns the samples by program name.
    """
    samples = {program.name: [] for program in sum(make_groups(0), [])}
    for number in range(runs + 1):
        groups = make_groups(number)
        first = number % len(groups)
        for program in sum(groups[first:] + groups[:first], []):
            sample = run_once(program, scratch)
            if number > 0:
                samples[program.name].append(sample)
        print(f"bench: round {number} of {runs}", file=sys.stderr)
    return samples


# ---- what is measured ----------------------------------------------------------------------------


def scan_groups(options):
    tree = options.scratch / "tree"
    bare = [bench(options, "bare_scan"), str(tree), str(options.jobs)]
    programs = [Program("bare-scan", bare, tree)]
    for finder in ("find", "bfs"):
        if shutil.which(finder):
            test = [finder, str(tree), "-perm", "-0002"]
            programs.append(Program(f"{finder} -perm -0002", test, tree))
    if has_permap(options):
        scan = permap(options, "scan", "--format", "text", "--fail-on", "none", str(tree))
        programs.append(Program("permap scan", scan, tree))
    return [[program] for program in programs]


def conversion_groups(options, number):
    tree = options.scratch / "tree"
    groups = [[chown_program(options, number)], bare_programs(options, tree)]
    if has_permap(options):
        groups.append(permap_programs(options, tree, number))
    return groups


def chown_program(options, number):
    tree = options.scratch / "chown-tree"
    owner = (HOST_OWNER, OTHER_OWNER)[number % 2]
    return Program("chown -R", ["chown", "-R", owner, str(tree)], tree, writes=True)


def bare_programs(options, tree):
    place = [str(tree), str(options.jobs)]
    convert = [bench(options, "bare_convert"), *place, HOST_OWNER]
    revert = [bench(options, "bare_revert"), *place]
    return [
        Program("bare-convert", convert, tree, writes=True),
        Program("bare-revert", revert, tree, writes=True),
    ]


def permap_programs(options, tree, number):
    run_file = str(options.scratch / f"round-{number}.run")
    models = ["--to", "mapped-xattr", "--from", "passthrough", "--host-owner", HOST_OWNER]
    convert = permap(options, "convert", *models, "--apply", "--run", run_file, str(tree))
    return [
        Program("permap convert", convert, tree, writes=True),
        Program("permap undo", permap(options, "undo", run_file), tree, writes=True),
    ]


def bench(options, name):
    return str(options.programs / f"bench_{name}")


def permap(options, command, *arguments):
    return [options.permap, command, "-q", "--jobs", str(options.jobs), *arguments]


def has_permap(options):
    return os.access(options.permap, os.X_OK)


def fingerprint(tree):
    """All that a conversion and its undo must leave as it was, as lines in a fixed order."""
    facts = "%P %y %m %U %G %n %l\\0"
    listed = subprocess.run(["find", str(tree), "-printf", facts], stdout=subprocess.PIPE, check=True)
    return hash(tuple(sorted(listed.stdout.split(b"\0"))))


# ---- printing ------------------------------------------------------------------------------------


def median(samples, field):
    return statistics.median(getattr(sample, field) for sample in samples)


def print_table(samples, entries, writes):
    synced_title = f"{'+ sync':>9}" if writes else ""
    print(f"{'program':<20}{'seconds':>9}{synced_title}{'cpu s':>9}{'entries/s':>12}{'peak MB':>9}")
    for name, runs in samples.items():
        seconds = median(runs, "seconds")
        synced = f"{median(runs, 'synced'):9.3f}" if writes else ""
        peak = median(runs, "peak_kib") / 1024
        print(
            f"{name:<20}{seconds:9.3f}{synced}{median(runs, 'cpu'):9.2f}"
            f"{entries / seconds:12,.0f}{peak:9.1f}"
        )
    print()


def paired_ratio(samples, left, right, field):
    """The median over the rounds, so that a slow round counts against both."""
    pairs = zip(samples[left], samples[right])
    ratios = [getattr(a, field) / getattr(b, field) for a, b in pairs if getattr(b, field) > 0]
    return f"{statistics.median(ratios):9.2f}" if ratios else f"{'-':>9}"


def print_ratios(samples, pairs, writes):
    fields = ["seconds", "synced", "cpu"] if writes else ["seconds", "cpu"]
    titles = {"seconds": "seconds", "synced": "+ sync", "cpu": "cpu s"}
    print(f"{'ratio':<32}" + "".join(f"{titles[field]:>9}" for field in fields))
    for left, right in pairs:
        if left in samples and right in samples:
            columns = [paired_ratio(samples, left, right, field) for field in fields]
            print(f"{left + ' / ' + right:<32}" + "".join(columns))
    print()


def bench_scans(options):
    print(f"scan: {options.entries} entries, {options.jobs} jobs, median of {options.runs}\n")
    samples = measure(lambda _: scan_groups(options), options.runs, options.scratch)
    print_table(samples, options.entries, writes=False)
    pairs = [
        ("permap scan", "find -perm -0002"),
        ("permap scan", "bare-scan"),
        ("permap scan", "bfs -perm -0002"),
        ("bare-scan", "find -perm -0002"),
    ]
    print_ratios(samples, pairs, writes=False)


def bench_conversions(options):
    print(f"conversion: {options.entries} entries, {options.jobs} jobs, median of {options.runs}\n")
    before = fingerprint(options.scratch / "tree")
    samples = measure(lambda n: conversion_groups(options, n), options.runs, options.scratch)
    if fingerprint(options.scratch / "tree") != before:
        raise Failed("the tree is not what it was before it was converted and taken back")
    print_table(samples, options.entries, writes=True)
    pairs = [
        ("permap convert", "chown -R"),
        ("permap convert", "bare-convert"),
        ("permap undo", "bare-revert"),
        ("bare-convert", "chown -R"),
    ]
    print_ratios(samples, pairs, writes=True)


# ---- main ----------------------------------------------------------------------------------------


def parse_options():
    parser = argparse.ArgumentParser(description="Called by scripts/bench, which has the help.")
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--programs", type=Path, required=True)
    parser.add_argument("--permap", required=True)
    for name in ("--entries", "--runs", "--jobs"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--only", choices=["all", "scan", "convert"], default="all")
    return parser.parse_args()


def print_notes(options):
    if not has_permap(options):
        print(f"bench: no {options.permap} (scripts/build makes it), skipping permap", file=sys.stderr)
    if not has_gnu_time():
        print(f"bench: no {GNU_TIME}, skipping cpu time and peak memory", file=sys.stderr)
    if options.only != "scan" and os.geteuid() != 0:
        print("bench: conversions change owners and need root, skipping them", file=sys.stderr)


def main():
    options = parse_options()
    print_notes(options)
    try:
        if options.only != "convert":
            bench_scans(options)
        if options.only != "scan" and os.geteuid() == 0:
            bench_conversions(options)
    except Failed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
