#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: signals.py --permap PATH --original DIR --scratch DIR [--long]
#
# Signals in each phase of convert --apply, apply and undo, on copies of one tree. strace holds the
# only worker (--jobs 1) in one call; meanwhile the signals are sent, and seen to be taken. Then the
# worker goes on, so that nothing here is a matter of luck. signals.sh calls this.
import argparse
import concurrent.futures
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time

import facts

ALLOW_REAL = "device-node,setuid-file,setgid-file,file-capability"
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "TZ": "UTC", "NO_COLOR": "1",
               "XDG_STATE_HOME": "/nonexistent"}
PHASE_CALLS = ["getdents64", "fchmod", "utimensat", "syncfs", "renameat2"]
HELD_FOR = 3  # seconds; a signal is sent and taken in a fraction of that


class Case:
    def __init__(self, options, name):
        self.permap = options.permap
        self.original = options.original
        self.directory = os.path.join(options.scratch, name)
        self.tree = os.path.join(self.directory, "tree")
        self.run = os.path.join(self.directory, "run")
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        subprocess.run(["cp", "-a", self.original, self.tree], check=True)

    def words(self, verb):
        if verb == "convert":
            return ["convert", self.tree, "--from", "passthrough", "--to", "mapped-xattr",
                    "--host-owner", "64055:64056", "--run", self.run, "--jobs", "1", "--apply"]
        return [verb, self.run, "--jobs", "1", "--allow", ALLOW_REAL]

    def call(self, words, before=()):
        done = subprocess.run([*before, self.permap, *words], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT,
                              timeout=600)
        return done.returncode, done.stdout

    def prepare(self, verb):
        """The tree as `verb` finds it."""
        steps = {"convert": [], "apply": ["convert"], "undo": ["convert"]}[verb]
        for step in steps:
            words = self.words(step)
            if verb == "apply":
                words.remove("--apply")
            status, text = self.call(words)
            if status != 0:
                raise RuntimeError("undisturbed %s: %d: %s" % (step, status, text))

    def list_calls(self, verb):
        """Every call of interest with its number and what it was made on, in order."""
        self.prepare(verb)
        trace = os.path.join(self.directory, "trace")
        status, text = self.call(self.words(verb), ["strace", "-f", "-y", "-o", trace, "-e",
                                                    "trace=" + ",".join(PHASE_CALLS)])
        if status != 0:
            raise RuntimeError("undisturbed %s: %d: %s" % (verb, status, text))
        seen, calls = {}, []
        with open(trace, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                match = re.match(r"(\d+) +([a-z0-9]+)\(\d+<([^>]*)>", line)
                if match:
                    thread, call, path = match.groups()
                    seen[thread, call] = seen.get((thread, call), 0) + 1
                    calls.append((call, seen[thread, call], path))
        return calls

    def disturb(self, verb, point, sent):
        """Status and output of `verb`, that got the signals `sent` while held at `point`."""
        call, number = point
        log = os.path.join(self.directory, "log")
        with open(os.path.join(self.directory, "output"), "w+", encoding="utf-8") as output:
            strace = subprocess.Popen(
                ["strace", "-f", "-o", log, "-e", "trace=" + call, "-e",
                 "inject=%s:delay_enter=%d:when=%d" % (call, HELD_FOR * 1000000, number),
                 self.permap, *self.words(verb)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=ENVIRONMENT)
            pid = wait_until_held(strace, log, call, number)
            for one in sent:
                os.kill(pid, one)
                wait_until_taken(pid, one)
            status = strace.wait(timeout=600)
            output.seek(0)
            return status, output.read()

    def has_died_in(self, call):
        """Whether the call that was held never returned."""
        with open(os.path.join(self.directory, "log"), encoding="utf-8", errors="replace") as file:
            return re.search(r"%s(\(| resumed>).*= \?" % call, file.read()) is not None


def wait_until_held(strace, log, call, number):
    """The process id of permap, once its only worker is in that call: begun and not ended."""
    while strace.poll() is None:
        time.sleep(0.02)
        try:
            with open(log, encoding="utf-8", errors="replace") as lines:
                text = lines.read()
            with open("/proc/%d/task/%d/children" % (strace.pid, strace.pid),
                      encoding="ascii") as file:
                pid = int(file.read().split()[0])
        except (OSError, IndexError):
            continue
        begun = len(re.findall(r"^%d +%s\(" % (pid, call), text, re.MULTILINE))
        if begun == number and not text.endswith("\n"):
            return pid
    raise RuntimeError("over before %s %d" % (call, number))


def wait_until_taken(pid, one):
    """Until the thread that waits for signals has it, or the process is gone."""
    for _ in range(500):
        try:
            with open("/proc/%d/status" % pid, encoding="ascii") as file:
                pending = re.search(r"^ShdPnd:\s*([0-9a-f]+)", file.read(), re.MULTILINE)
        except OSError:
            return
        if not int(pending[1], 16) & 1 << (one - 1):
            return
        time.sleep(0.005)
    raise RuntimeError("signal %d is not taken" % one)


def phases_of(verb, calls, names):
    """Each phase with the moments in it. Paths are as seen in the jail, where the root is `/`."""
    barrier = next(at for at, row in enumerate(calls) if row[0] == "syncfs")
    last = max(at for at, row in enumerate(calls) if row[0] == "syncfs")

    def moments(begin, end, call):
        return [row[:2] for row in calls[begin:end]
                if row[0] == call and row[2].split("/")[1] in names]
    phases = {"closing": moments(0, barrier, "fchmod"),
              "building": moments(0, barrier, "utimensat"),
              "making durable": [calls[barrier][:2]],
              "working": moments(barrier, last, "renameat2"),
              "opening": moments(barrier, last, "utimensat"),
              "ending": [calls[last][:2]]}
    if verb == "convert":
        closed = next(at for at, row in enumerate(calls) if row[:1] + row[2:] == ("fchmod", "/"))
        phases = {"planning": moments(0, closed, "getdents64")} | phases
    return phases


class Test:
    def __init__(self, options):
        self.options = options
        self.failures = 0
        case = Case(options, "expected")
        case.prepare("undo")
        self.expected = {"original": facts.facts(options.original),
                         "converted": facts.facts(case.tree)}

    def fail(self, text):
        self.failures += 1
        print("FAILED: " + text, flush=True)

    def compare(self, case, which, where):
        now, expected = facts.facts(case.tree), self.expected[which]
        if now != expected:
            rows = sorted(set(expected) ^ set(now))[:6]
            self.fail("%s: the tree is not as it was %s:\n  %s"
                      % (where, which, "\n  ".join(row[:200] for row in rows)))

    def check_planning(self, case, text, where):
        if "Interrupted while planning: nothing was written." not in text:
            self.fail("%s: it does not say that nothing was written: %s" % (where, text))
        if os.path.exists(case.run):
            self.fail("%s: the half plan is still there" % where)
        self.compare(case, "original", where)

    def check_half_way(self, case, verb, text, way_out, where):
        """Closed and marked; the commands that it names, and that status names, take it on."""
        there = os.lstat(case.tree)
        is_closed = there.st_uid == 0 and there.st_mode & 0o7777 == 0o700
        if not is_closed and ", ending " not in where:  # there all is as wanted, but for the mark
            self.fail("%s: the root is open" % where)
        if "trusted.permap.run" not in os.listxattr(case.tree):
            self.fail("%s: the root bears no mark" % where)
        onward = "undo" if verb == "undo" else "apply"
        status, told = case.call(["status", case.run])
        if status != 0 or "permap %s " % onward not in told:
            self.fail("%s: status says %d: %s" % (where, status, told))
        if text is not None:
            words = " ".join(text.split())  # sentences are wrapped
            named = re.findall(r"'(permap (?:apply|undo) [^']*)'", words)
            if [shlex.split(one)[1] for one in named[:2]] != [onward, other(onward)]:
                self.fail("%s: it does not say how to go on: %s" % (where, text))
                return
            if shlex.split(named[0])[2] != case.run:
                self.fail("%s: it names another run: %s" % (where, named))
        status, text = case.call(case.words(way_out))
        if status != 0:
            self.fail("%s, then %s: status %d: %s" % (where, way_out, status, text))
        self.compare(case, "converted" if way_out == "apply" else "original",
                     "%s, then %s" % (where, way_out))

    def check(self, case, verb, phase, point, sent, way_out):
        where = "%s, %s (%s %d), %s" % (verb, phase, *point,
                                        " and ".join(one.name for one in sent))
        case.prepare(verb)
        status, text = case.disturb(verb, point, sent)
        if status != 128 + sent[0]:
            self.fail("%s: status %d: %s" % (where, status, text))
        is_second = len(sent) > 1
        if is_second != case.has_died_in(point[0]):
            self.fail("%s: %s" % (where, "the second signal is not obeyed at once" if is_second
                                  else "the first signal has killed it"))
        if phase == "planning":
            if is_second:
                self.compare(case, "original", where)
            else:
                self.check_planning(case, text, where)
        elif phase == "ending" and not is_second:
            self.compare(case, "original" if verb == "undo" else "converted", where)
        else:
            self.check_half_way(case, verb, None if is_second else text, way_out, where)
        shutil.rmtree(case.directory)

    def jobs(self):
        kinds = [[signal.SIGINT], [signal.SIGTERM], [signal.SIGINT, signal.SIGINT], [signal.SIGHUP]]
        names = ["", *os.listdir(self.options.original)]
        for verb in ["convert", "apply", "undo"]:
            calls = Case(self.options, "list-" + verb).list_calls(verb)
            phases = phases_of(verb, calls, names)
            for phase, points in phases.items():
                if not points:
                    self.fail("%s: no call in the phase of %s" % (verb, phase))
                    continue
                some = points if self.options.long else [points[len(points) // 2]]
                for at, point in enumerate(some):
                    for kind, sent in enumerate(kinds):
                        yield verb, phase, point, sent, ["apply", "undo"][(at + kind) % 2]

    def run(self):
        jobs = list(self.jobs())

        def guarded(numbered):
            number, job = numbered
            try:
                self.check(Case(self.options, "case-%d" % number), *job)
            except (OSError, RuntimeError, subprocess.SubprocessError) as error:
                self.fail("%s: %s" % (job, error))
        # Mostly waiting: more at once than there are processors.
        with concurrent.futures.ThreadPoolExecutor(3 * (os.cpu_count() or 1)) as pool:
            list(pool.map(guarded, enumerate(jobs)))
        print("%d signals in %d phases" % (len(jobs), len({job[:2] for job in jobs})))


def other(verb):
    return "undo" if verb == "apply" else "apply"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--permap", required=True)
    parser.add_argument("--original", required=True)
    parser.add_argument("--scratch", required=True)
    parser.add_argument("--long", action="store_true")
    test = Test(parser.parse_args())
    test.run()
    sys.exit(1 if test.failures else 0)


main()
