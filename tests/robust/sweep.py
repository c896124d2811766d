#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: sweep.py --permap PATH --original DIR --scratch DIR [--from MODEL] [--to MODEL]
#                 [--stride N] [--long] kill|errno|calls
#
# One command of permap is disturbed at each of its system calls in turn, each time on a fresh copy
# of the same tree, and a second command has to take the tree to where it belongs.
#
#   kill   killed before each writing call: applying, resuming, undoing; then applied and undone
#   errno  each writing call fails with EIO, ENOSPC and EPERM; the status must tell the truth
#   calls  every call at all fails, with the errors that can happen there: planning, applying, undoing,
#          resuming
#
# strace counts a call's occurrences per thread. With --jobs 1 one thread does all that changes the
# tree, so `the n-th fchmod` is the same moment each time. kill_sweep.sh and the others call this.
import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import threading

import facts
from calls import NOT_DISTURBED, WRITING_CALLS, errors_of

# What undoing makes real again, and what stands in the way of a tree with flags.
ALLOWED = "device-node,setuid-file,setgid-file,file-capability,immutable"
WITH_HOST_OWNER = {"mapped-xattr", "mapped-file", "fake-super", "override-stat"}

# permap looks through /proc for servers that have the tree open. It sees itself alone, so that what
# else runs on the machine does not change the number of its calls.
ALONE = ["unshare", "--pid", "--fork", "--mount-proc"]

KILLED = 128 + 9  # strace is the first process there, and cannot end itself by a signal

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC", "NO_COLOR": "1"}


class Case:
    """A tree and a run of its own: one at a time is disturbed there."""

    def __init__(self, sweep, directory):
        self.sweep = sweep
        self.directory = directory
        self.tree = os.path.join(directory, "tree")
        self.run = os.path.join(directory, "run")
        os.makedirs(directory, exist_ok=True)

    def words(self, verb):
        if verb == "convert":
            words = ["convert", self.tree, "--from", self.sweep.source, "--to", self.sweep.target,
                     "--run", self.run, "--allow", ALLOWED, "--jobs", "1"]
            if {self.sweep.source, self.sweep.target} & WITH_HOST_OWNER:
                words += ["--host-owner", "64055:64056"]
            return words
        return [verb, self.run, "--jobs", "1", "--allow", ALLOWED]

    def call(self, verb, before=()):
        done = subprocess.run([*ALONE, *before, self.sweep.permap, *self.words(verb)], timeout=600,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=ENVIRONMENT, cwd="/")
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def must(self, verb):
        status, text = self.call(verb)
        if status != 0:
            raise RuntimeError("undisturbed %s ends with %d: %s" % (verb, status, text))

    def fresh(self):
        self.thaw()
        shutil.rmtree(self.directory)
        os.mkdir(self.directory)
        subprocess.run(["cp", "-a", self.sweep.original, self.tree], check=True)
        for path, flags in self.sweep.frozen:
            facts.set_flags(os.path.join(self.tree, path), flags)

    def thaw(self):
        """What is frozen cannot be removed; the names are still there, whatever happened."""
        for path, _ in reversed(self.sweep.frozen):
            if os.path.exists(os.path.join(self.tree, path)):
                facts.set_flags(os.path.join(self.tree, path), 0)

    def prepare(self, state):
        """The tree as the disturbed command finds it."""
        self.fresh()
        if state == "copied":
            return
        self.must("convert")
        if state == "applied":
            self.must("apply")
        elif state != "planned":
            self.disturb("apply", state)  # interrupted at that point

    def disturb(self, verb, injection):
        """Status and output of the command; that it was disturbed at all is made sure."""
        trace = os.path.join(self.directory, "trace")
        call = injection.split(":")[0]
        result = self.call(verb, ["strace", "-f", "-o", trace, "-e", "trace=" + call,
                                  "-e", "inject=" + injection])
        with open(trace, encoding="utf-8", errors="replace") as lines:
            text = lines.read()
        if "(INJECTED)" not in text and "killed by SIGKILL" not in text:
            raise RuntimeError("%s was not disturbed by %s" % (verb, injection))
        return result

    def list_points(self, verb, state, calls):
        """Pairs of a call and its number, in the order in which they are made."""
        self.prepare(state)
        trace = os.path.join(self.directory, "trace")
        self.call(verb, ["strace", "-f", "-o", trace, "-e", "trace=" + calls])
        seen, points = {}, {}
        with open(trace, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                match = re.match(r"(\d+) +([a-z_0-9]+)\((.*)", line)
                if not match or match[2].startswith("syscall_"):
                    continue
                thread, call, rest = match.groups()
                seen[thread, call] = seen.get((thread, call), 0) + 1
                is_wanted = calls == "all" or call != "openat" or "O_CREAT" in rest
                if call not in NOT_DISTURBED and is_wanted:
                    points[call, seen[thread, call]] = True
        return list(points)


class Sweep:
    def __init__(self, options):
        self.permap = options.permap
        self.original = options.original
        self.scratch = options.scratch
        self.source, self.target = options.source, options.target
        self.stride = options.stride
        self.is_long = options.long
        self.failures = 0
        self.lock = threading.Lock()
        self.local = threading.local()
        self.expected = {}
        self.frozen = []

    # ---- expectations ----

    def make_originals(self):
        """What the tree looks like in the two models, reached without any disturbance."""
        case = self.case()
        if self.source != "passthrough":
            target, self.target, self.source = self.target, self.source, "passthrough"
            case.prepare("applied")
            self.source, self.target = self.target, target
            self.original = os.path.join(self.scratch, "source")
            subprocess.run(["cp", "-a", case.tree, self.original], check=True)
        self.frozen = self.find_frozen()
        self.expected["original"] = facts.facts(self.original)
        case.prepare("applied")
        self.expected["converted"] = facts.facts(case.tree)
        case.must("undo")
        self.compare(case, "original", "an undisturbed undo")
        if self.expected["original"] == self.expected["converted"]:
            self.fail("the conversion changes nothing: there is nothing to disturb")

    def find_frozen(self):
        """Paths with flags and those, from the leaves up; cp copies none."""
        found = []
        for at, _, files in os.walk(self.original, topdown=False):
            for name in files + ["."]:
                path = os.path.join(at, name)
                if facts.flags(path):
                    found.append((os.path.relpath(path, self.original), facts.flags(path)))
        return found

    def case(self):
        if not hasattr(self.local, "case"):
            name = "case-%d" % threading.get_ident()
            self.local.case = Case(self, os.path.join(self.scratch, name))
        return self.local.case

    def fail(self, text):
        with self.lock:
            self.failures += 1
            print("FAILED: " + text, flush=True)

    def compare(self, case, which, where):
        now, expected = facts.facts(case.tree), self.expected[which]
        if now != expected:
            gone = sorted(set(expected) - set(now))[:6]
            new = sorted(set(now) - set(expected))[:6]
            lines = ["  - " + line[:300] for line in gone] + ["  + " + line[:300] for line in new]
            self.fail("%s: the tree is not as it was %s:\n%s" % (where, which, "\n".join(lines)))

    def check_half_way(self, case, where):
        """A tree that shows neither the old nor the new view is closed and marked."""
        def below_root(lines):
            return [line for line in lines if not line.startswith("b'.' ")]
        now = below_root(facts.facts(case.tree))
        if any(now == below_root(lines) for lines in self.expected.values()):
            return
        status = os.lstat(case.tree)
        if status.st_uid != 0 or status.st_mode & 0o7777 != 0o700:
            self.fail("%s: half way, and the root is open: %d %o"
                      % (where, status.st_uid, status.st_mode))
        if "trusted.permap.run" not in os.listxattr(case.tree):
            self.fail("%s: half way, and the root bears no mark" % where)

    def check_recovery(self, case, way_out, where):
        where = "%s, then %s" % (where, way_out)
        status, text = case.call(way_out)
        if status != 0:
            self.fail("%s: status %d: %s" % (where, status, text[-600:]))
            return
        self.compare(case, "converted" if way_out == "apply" else "original", where)

    def check_status(self, case, verb, found, status, text, where):
        """The claim that the status makes is true, and whatever is not 0 is explained."""
        if status == 0:
            if verb != "convert":
                self.compare(case, "original" if verb == "undo" else "converted",
                             where + ", which ends with 0")
        elif status == 2:
            if facts.facts(case.tree) != found:
                self.fail(where + ", which ends with 2, and the tree is not as it was found")
        elif status not in (3, 4):
            self.fail("%s: status %d: %s" % (where, status, text[-600:]))
        if status != 0 and not text.strip():
            self.fail("%s: status %d and no word about it" % (where, status))

    # ---- the sweeps ----

    def each(self, what, jobs):
        """Runs jobs(case) side by side; says how many."""
        def guarded(job):
            if self.failures >= 12:
                return False
            try:
                job(self.case())
            except (OSError, RuntimeError, subprocess.SubprocessError) as error:
                self.fail("%s: %s" % (what, error))
            return True
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            done = sum(pool.map(guarded, jobs))
        print("%s: %d tests" % (what, done), flush=True)

    def sample(self, points, offset):
        return points[offset % self.stride::self.stride]

    def kill(self, verb, state, way_outs, offset):
        points = self.case().list_points(verb, state, ",".join(["openat"] + WRITING_CALLS))

        def job_of(point, way_out):
            call, number = point
            where = "%s (%s) killed at %s %d" % (verb, state, call, number)

            def job(case):
                case.prepare(state)
                status, _ = case.disturb(verb, "%s:signal=KILL:when=%d" % (call, number))
                if status != KILLED:
                    self.fail("%s: it ends with %d" % (where, status))
                self.check_half_way(case, where)
                self.check_recovery(case, way_out, where)
            return job
        jobs = []
        for at, point in enumerate(self.sample(points, offset)):
            ways = way_outs if self.is_long else [way_outs[at % len(way_outs)]]
            jobs += [job_of(point, way_out) for way_out in ways]
        self.each("%s (%s) killed at %d moments, then %s"
                  % (verb, state, len(points), " or ".join(way_outs)), jobs)

    def interrupted(self):
        """The state of a tree whose conversion was killed in the middle."""
        points = self.case().list_points("apply", "planned", ",".join(["openat"] + WRITING_CALLS))
        return "%s:signal=KILL:when=%d" % points[len(points) // 2]

    def kill_all(self):
        self.kill("apply", "planned", ["apply"], 0)
        self.kill("apply", "planned", ["undo"], 4)
        # A kill in the middle, and then another one in each moment of the second attempt.
        interrupted = self.interrupted()
        self.kill("apply", interrupted, ["apply", "undo"], 9)
        self.kill("undo", interrupted, ["undo", "apply"], 2)
        self.kill("undo", "applied", ["undo", "apply"], 13)

    def fail_calls(self, verb, state, calls, errors, way_outs):
        points = self.case().list_points(verb, state, calls)

        def job_of(point, error, way_out):
            call, number = point
            where = "%s (%s) with %s from %s %d" % (verb, state, error, call, number)

            def job(case):
                case.prepare(state)
                found = facts.facts(case.tree)
                status, text = case.disturb(verb, "%s:error=%s:when=%d" % (call, error, number))
                self.check_status(case, verb, found, status, text, where)
                if verb == "convert":
                    self.compare(case, "original", where)
                    return
                self.check_half_way(case, where)
                self.check_recovery(case, way_out, where)
            return job
        every = [(point, error) for point in points for error in errors(point[0])]
        jobs = []
        for at, (point, error) in enumerate(self.sample(every, len(verb))):
            ways = way_outs if self.is_long else [way_outs[at % len(way_outs)]]
            jobs += [job_of(point, error, way_out) for way_out in ways]
        self.each("%s (%s) with %d failing calls, then %s"
                  % (verb, state, len(points), " or ".join(way_outs)), jobs)

    def errno_all(self):
        writing = ",".join(["openat"] + WRITING_CALLS)

        def three(_call):
            return ["EIO", "ENOSPC", "EPERM"]
        # Each error at each call; the two ways out take turns, with 3 errors at every call.
        self.fail_calls("apply", "planned", writing, three, ["apply", "undo"])
        self.fail_calls("undo", "applied", writing, three, ["undo", "apply"])

    def calls_all(self):
        self.fail_calls("convert", "copied", "all", errors_of, ["none"])
        self.fail_calls("apply", "planned", "all", errors_of, ["apply", "undo"])
        self.fail_calls("undo", "applied", "all", errors_of, ["undo", "apply"])
        interrupted = self.interrupted()
        self.fail_calls("apply", interrupted, "all", errors_of, ["apply", "undo"])
        self.fail_calls("undo", interrupted, "all", errors_of, ["undo", "apply"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--permap", required=True)
    parser.add_argument("--original", required=True)
    parser.add_argument("--scratch", required=True)
    parser.add_argument("--from", dest="source", default="passthrough")
    parser.add_argument("--to", dest="target", default="mapped-xattr")
    parser.add_argument("--stride", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("what", choices=["kill", "errno", "calls"])
    options = parser.parse_args()
    sweep = Sweep(options)
    sweep.make_originals()
    {"kill": sweep.kill_all, "errno": sweep.errno_all, "calls": sweep.calls_all}[options.what]()
    sys.exit(1 if sweep.failures else 0)


main()
