# SPDX-License-Identifier: Apache-2.0
"""The works: what is measured, against what, and what the ratios must be.

A work is a class with a row in WORKS. Its programs are made anew for each round.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Failed, Program, fingerprint, finders, run

HOST_OWNER = "64055:64055"  # Debian's libvirt-qemu
OTHER_OWNER = "64056:64056"  # chown -R alternates, so that each run changes every entry
COLD_JOBS = 16  # where the disk is waited for, more requests than processors help


@dataclass
class Ratio:
    """Of the medians over rounds of the same round's two numbers."""

    left: str
    right: str
    most: float = None
    field: str = "seconds"
    per_entry: bool = False


@dataclass
class Stage:
    """What the works run with."""

    scratch: Path
    programs: Path
    binary: str
    jobs: int
    entries: int  # 0: the work's own number
    runs: int
    tree_options: list

    def make_tree(self, name, entries, *options):
        """A new tree; returns its path."""
        tree = self.scratch / name
        maker = [self.bench("make_tree"), str(tree), "--entries", str(entries)]
        run([*maker, *self.tree_options, *options])
        return tree

    def bench(self, name):
        return str(self.programs / f"bench_{name}")

    def permap(self, command, *arguments, jobs=None):
        return [self.binary, command, "-q", "--jobs", str(jobs or self.jobs), *arguments]

    def scan(self, tree, *arguments, jobs=None):
        # The owners of make_tree are users of some guest: declared, or half of the tree is a finding.
        report = ["--format", "text", "--fail-on", "none", "--id-range", "1000:4"]
        return self.permap("scan", *report, *arguments, str(tree), jobs=jobs)

    def convert(self, tree, run_file, model="mapped-xattr", now="passthrough"):
        models = ["--to", model, "--from", now, "--host-owner", HOST_OWNER]
        return self.permap("convert", *models, "--apply", "--run", str(run_file), str(tree))

    def bare_scan(self, tree, *arguments, jobs=None):
        return [self.bench("bare_scan"), str(tree), str(jobs or self.jobs), *arguments]


class Work:
    """One of WORKS."""

    name = ""
    about = ""
    entries = 400_000
    needs_root = False
    ratios = []
    limits = []  # programs and their peak memory in MiB

    def __init__(self, stage):
        self.stage = stage
        self.entries = stage.entries or self.entries

    def prepare(self):
        """Makes the trees."""

    def groups(self, number):
        """Groups of programs for a round; a group keeps its order."""
        raise NotImplementedError

    def check(self):
        """After all rounds: raises Failed where a tree is not what it must be."""


class Scan(Work):
    name = "scan"
    about = "warm caches, all rules, attributes of every entry listed"
    ratios = [
        Ratio("permap scan", "bare-scan", 1.15),
        Ratio("permap scan", "bare-scan", None, "cpu"),
        Ratio("permap scan", "find -perm -0002", 0.70),
        Ratio("permap scan", "bfs -perm -0002", 1.0),
        Ratio("bare-scan", "find -perm -0002"),
    ]
    limits = [("permap scan", 64)]
    cold = False
    jobs = None

    def prepare(self):
        self.tree = self.stage.make_tree("tree", self.entries)

    def groups(self, number):
        stage = self.stage
        commands = {f"{name} -perm -0002": [name, str(self.tree), "-perm", "-0002"] for name in finders()}
        commands["bare-scan"] = stage.bare_scan(self.tree, jobs=self.jobs)
        commands["permap scan"] = stage.scan(self.tree, jobs=self.jobs)
        return [
            [Program(name, command, self.tree, self.entries, cold=self.cold)]
            for name, command in commands.items()
        ]


class ColdScan(Scan):
    name = "scan-cold"
    about = f"nothing in the caches, {COLD_JOBS} jobs"
    needs_root = True
    ratios = [
        Ratio("permap scan", "bare-scan", 1.10),
        Ratio("permap scan", "find -perm -0002", 0.50),
        Ratio("permap scan", "bfs -perm -0002"),
    ]
    limits = []
    cold = True
    jobs = COLD_JOBS


class Flat(Scan):
    name = "flat"
    about = "one huge directory; the bare loop has one thread there"
    entries = 1_000_000
    ratios = [
        Ratio("permap scan", "bare-scan", 1.20),
        Ratio("permap scan", "bare-scan", None, "cpu"),
        Ratio("permap scan", "find -perm -0002"),
    ]

    def prepare(self):
        self.tree = self.stage.make_tree("tree", self.entries, "--flat")


class Mapped(Work):
    name = "mapped"
    about = "a converted tree: values read and decoded; nothing to convert; a finished run"
    entries = 200_000
    needs_root = True
    ratios = [
        Ratio("permap scan", "bare-scan values", 1.15),
        Ratio("permap scan", "bare-scan values", None, "cpu"),
        Ratio("permap convert, nothing to do", "permap scan", 1.20),
        Ratio("permap apply, finished run", "permap scan", 1.20),
    ]
    limits = [("permap scan", 64)]

    def prepare(self):
        stage = self.stage
        self.tree = stage.make_tree("tree", self.entries)
        self.run_file = str(stage.scratch / "first.run")
        run(stage.convert(self.tree, self.run_file))

    def groups(self, number):
        stage = self.stage
        again = stage.scratch / f"again-{number}.run"
        host = ["--model", "mapped-xattr", "--host-owner", HOST_OWNER]
        commands = {
            "bare-scan values": stage.bare_scan(self.tree, "values"),
            "permap scan": stage.scan(self.tree, *host),
            "permap convert, nothing to do": stage.convert(self.tree, again, now="mapped-xattr"),
            "permap apply, finished run": stage.permap("apply", self.run_file),
        }
        return [
            [Program(name, command, self.tree, self.entries)] for name, command in commands.items()
        ]


class Convert(Work):
    name = "convert"
    about = "passthrough to mapped-xattr with a run file, and undo"
    entries = 200_000
    needs_root = True
    model = "mapped-xattr"
    bare = ("bare_convert", "bare_revert")
    ratios = [
        Ratio("permap convert", "bare-convert", 1.35),
        Ratio("permap convert", "bare-convert", None, "cpu"),
        Ratio("permap convert", "chown -R", 2.6),
        Ratio("permap undo", "bare-revert", 1.35),
        Ratio("permap undo", "bare-revert", None, "cpu"),
        Ratio("bare-convert", "chown -R"),
    ]
    limits = [("permap convert", 64), ("permap undo", 64)]

    def prepare(self):
        # chown -R, which nothing takes back, has its own.
        self.tree = self.stage.make_tree("tree", self.entries)
        self.chown_tree = self.stage.make_tree("chown-tree", self.entries)
        self.before = fingerprint(self.tree)

    def groups(self, number):
        return [
            [self.chown(number)],
            self.bare_programs(),
            self.permap_programs(number),
        ]

    def program(self, name, command, tree):
        return Program(name, command, tree, self.entries, writes=True)

    def chown(self, number):
        owner = (HOST_OWNER, OTHER_OWNER)[number % 2]
        command = ["chown", "-R", owner, str(self.chown_tree)]
        return self.program("chown -R", command, self.chown_tree)

    def bare_programs(self):
        place = [str(self.tree), str(self.stage.jobs)]
        convert, revert = (self.stage.bench(name) for name in self.bare)
        return [
            self.program("bare-convert", [convert, *place, HOST_OWNER], self.tree),
            self.program("bare-revert", [revert, *place], self.tree),
        ]

    def permap_programs(self, number):
        stage = self.stage
        run_file = str(stage.scratch / f"round-{number}.run")
        convert = stage.convert(self.tree, run_file, self.model)
        return [
            self.program("permap convert", convert, self.tree),
            self.program("permap undo", stage.permap("undo", run_file), self.tree),
        ]

    def check(self):
        if fingerprint(self.tree) != self.before:
            raise Failed("the tree is not what it was before it was converted and taken back")


class ConvertFile(Convert):
    name = "convert-file"
    about = "passthrough to mapped-file with a run file, and undo"
    model = "mapped-file"
    bare = ("bare_convert_file", "bare_revert_file")
    ratios = [
        Ratio("permap convert", "bare-convert", 2.0),
        Ratio("permap convert", "bare-convert", None, "cpu"),
        Ratio("permap undo", "bare-revert", 2.0),
        Ratio("permap undo", "bare-revert", None, "cpu"),
        Ratio("bare-convert", "chown -R"),
    ]


class Manifests(Work):
    name = "manifests"
    about = "a snapshot, and the check against it"
    ratios = [
        Ratio("permap snapshot", "permap scan", 1.30),
        Ratio("permap check", "permap scan", 1.30),
    ]
    limits = [("permap snapshot", 64), ("permap check", 64)]

    def prepare(self):
        self.tree = self.stage.make_tree("tree", self.entries)
        self.baseline = str(self.stage.scratch / "baseline.mtree")
        run(self.snapshot(self.baseline))

    def snapshot(self, to):
        host = ["--view", "host", "--model", "passthrough"]
        return self.stage.permap("snapshot", *host, "-o", to, str(self.tree))

    def groups(self, number):
        new = str(self.stage.scratch / "new.mtree")
        check = self.stage.permap("check", "--baseline", self.baseline, str(self.tree))
        commands = {
            "permap scan": self.stage.scan(self.tree),
            "permap snapshot": self.snapshot(new),
            "permap check": check,
        }
        return [
            [Program(name, command, self.tree, self.entries)] for name, command in commands.items()
        ]


class Jobs(Work):
    name = "jobs"
    about = "the same scan with more and more jobs"
    counts = (1, 2, 4, 8, 16)
    ratios = [
        Ratio(f"permap scan -j{count}", f"permap scan -j{os.cpu_count()}", 1.05)
        for count in counts
        if count > os.cpu_count()
    ]

    def prepare(self):
        self.tree = self.stage.make_tree("tree", self.entries)

    def groups(self, number):
        return [
            [Program(f"permap scan -j{count}", self.stage.scan(self.tree, jobs=count), self.tree, self.entries)]
            for count in self.counts
        ]


class Sizes(Work):
    name = "sizes"
    about = "trees of growing size, with the same mixture of entries"
    counts = (10_000, 100_000, 400_000, 4_000_000)
    needs_root = True
    ratios = [
        Ratio("scan 4000000", "scan 400000", 1.10, per_entry=True),
        Ratio("scan 4000000", "scan 400000", 1.10, "peak_mib"),
        Ratio("convert 4000000", "convert 400000", 1.10, per_entry=True),
        Ratio("convert 4000000", "convert 400000", 1.10, "peak_mib"),
    ]
    limits = [("scan 400000", 64), ("convert 400000", 64)]

    def prepare(self):
        self.trees = {count: self.stage.make_tree(f"tree-{count}", count) for count in self.counts}

    def groups(self, number):
        return [[self.scan(count), *self.conversion(count, number)] for count in self.counts]

    def scan(self, count):
        tree = self.trees[count]
        return Program(f"scan {count}", self.stage.scan(tree), tree, count)

    def conversion(self, count, number):
        tree, stage = self.trees[count], self.stage
        run_file = str(stage.scratch / f"{count}-{number}.run")
        convert = stage.convert(tree, run_file)
        undo = stage.permap("undo", run_file)
        return [
            Program(f"convert {count}", convert, tree, count, writes=True),
            Program(f"undo {count}", undo, tree, count, writes=True),
        ]


WORKS = [Scan, ColdScan, Flat, Mapped, Convert, ConvertFile, Manifests, Jobs, Sizes]

# What scripts/bench measures where nothing is named: minutes, not hours.
USUAL = ["scan", "mapped", "convert", "convert-file", "manifests"]
