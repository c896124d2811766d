#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: run_document.py DOCUMENT
#
# Runs what a document (Markdown, or a manual page) tells people to type, in its order, in the
# current directory. commands.sh calls this.
#
# In Markdown these are blocks between ``` marks, by what stands behind the first mark:
#   console   lines with `$ ` or `# `, one command each; `(status N)` below says how it ends, if not
#             with 0. Other lines are what it prints, `...` stands for any number of them. Where
#             there are none, it may print anything.
#   sh        a script, run as a whole
# A comment right above a block says more of it:
#   <!-- status N -->       how a script ends, if not with 0
#   <!-- not run: WHY -->   neither console nor script that could be run here
#   <!-- file NAME -->      its text is written to that file
# and `<!-- setup`, lines, `-->` is a script that readers do not see. Blocks in other languages are
# no commands. What looks like a command and is in no such block is an error: it would not be run.
#
# In manual pages they are the lines with `$ ` in EXAMPLES; their status is 0 or 1. Before the page
# manual_setup.sh is run, and a comment `.\" setup: COMMAND` where it stands.
import os
import re
import subprocess
import sys

OTHER_LANGUAGES = {"toml", "yaml", "xml", "ini", "text", "promql"}
# Outside of all blocks.
COMMAND_LIKE = re.compile(r" {4,}(\$ |# |(sudo )?(permap|scripts/|tests/|cmake|apt|systemctl)\b)")
CHANGING = [(re.compile(r"\b[0-9a-f]{16}\b"), "RUN"), (re.compile(r"\b\d+\.\d s\b"), "T s"),
            (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"), "TIME")]


class Wrong(Exception):
    pass


def run_shell(text, options=("-eu", "-o", "pipefail")):
    done = subprocess.run(["bash", *options, "-c", text], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return done.returncode, done.stdout


def run_and_judge(text, statuses=(0,), options=()):
    status, output = run_shell(text, options)
    if status not in statuses:
        raise Wrong("%s\nends with %d, not %s:\n%s" % (text, status, statuses[0], output))
    return output


def comparable(text):
    for pattern, name in CHANGING:
        text = pattern.sub(name, text)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def compare(command, shown, output):
    """Whether the lines that the document shows are what was printed."""
    wanted, real, at, may_skip = comparable("\n".join(shown)), comparable(output), 0, False
    for line in wanted:
        if line.strip() == "...":
            may_skip = True
            continue
        found = real.index(line, at) if line in real[at:] else None
        if found is None or (found != at and not may_skip):
            raise Wrong("%s\ndoes not print this line%s: %s\nbut:\n%s" %
                        (command, "" if found is None else " there", line, output))
        at, may_skip = found + 1, False
    if wanted and not may_skip and at != len(real):
        raise Wrong("%s\nalso prints: %s" % (command, real[at]))


def run_console(lines):
    commands = []
    for line in lines:
        if re.match(r"[#$] ", line):
            commands.append([line[2:], 0, []])
        elif commands and re.fullmatch(r"\(status \d+\)", line):
            commands[-1][1] = int(line[8:-1])
        elif commands and commands[-1][0].endswith("\\"):
            commands[-1][0] += "\n" + line
        elif commands:
            commands[-1][2].append(line)
        elif line:
            raise Wrong("a console block that does not begin with a command: " + line)
    for command, status, shown in commands:
        compare(command, shown, run_and_judge(command, (status,)))
    return len(commands)


def run_block(language, note, lines):
    """The number of commands that were run."""
    text = "\n".join(lines) + "\n"
    if note.startswith("file "):
        os.makedirs(os.path.dirname(os.path.abspath(note[5:])), exist_ok=True)
        with open(note[5:], "w", encoding="utf-8") as file:
            file.write(text)
    elif note.startswith("not run: ") and language in ("console", "sh"):
        print("not run: %s: %s" % (lines[0], note[9:]))
    elif language == "console":
        return run_console(lines)
    elif language == "sh":
        status = int(note[7:]) if note.startswith("status ") else 0
        run_and_judge(text, (status,), ("-e", "-o", "pipefail"))
        return 1
    elif language not in OTHER_LANGUAGES:
        raise Wrong("a block in '%s': say console, sh, or one of %s" %
                    (language, ", ".join(sorted(OTHER_LANGUAGES))))
    return 0


def take_block(lines, at, end):
    """The lines up to `end`, without the indentation of the first line's list; where it ended."""
    taken = []
    while at < len(lines) and lines[at].strip() != end:
        taken.append(lines[at])
        at += 1
    if at == len(lines):
        raise Wrong("a block without its end")
    indent = min((len(line) - len(line.lstrip()) for line in taken if line.strip()), default=0)
    return [line[indent:] for line in taken], at


def run_markdown(lines):
    ran, at, note = 0, 0, ""
    while at < len(lines):
        line = lines[at].strip()
        if line == "<!-- setup":
            block, at = take_block(lines, at + 1, "-->")
            run_and_judge("\n".join(block), (0,), ("-eu",))
        elif line.startswith("```"):
            block, at = take_block(lines, at + 1, "```")
            ran += run_block(line[3:], note, block)
        elif COMMAND_LIKE.match(lines[at]):
            raise Wrong("a command that no test runs, put it into a block: " + line)
        comment = re.fullmatch(r"<!-- (.*) -->", line)
        note = comment[1] if comment else ""
        at += 1
    return ran


def run_manual_page(lines):
    ran = 0
    with open(os.path.join(os.path.dirname(__file__), "manual_setup.sh"), encoding="utf-8") as setup:
        run_and_judge(setup.read(), (0,), ("-eu",))
    for line in lines:
        if line.startswith('.\\" setup: '):
            run_and_judge(line[11:], (0,), ("-eu",))
        elif line.startswith("$ "):
            for roff, letter in ("\\-", "-"), ("\\(aq", "'"), ("\\(dq", '"'), ("\\e", "\\"):
                line = line.replace(roff, letter)
            run_and_judge(line[2:], (0, 1), ("-o", "pipefail"))
            ran += 1
    return ran


def main():
    with open(sys.argv[1], encoding="utf-8") as document:
        lines = document.read().split("\n")
    try:
        ran = run_markdown(lines) if sys.argv[1].endswith(".md") else run_manual_page(lines)
    except Wrong as error:
        print(error)
        return 1
    print("%d commands of %s" % (ran, os.path.basename(sys.argv[1])))
    return 0


sys.exit(main())
