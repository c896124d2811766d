# SPDX-License-Identifier: Apache-2.0
"""Prints what was measured: medians, and ratios with what they must be."""

import statistics


def median(samples, field):
    return statistics.median(getattr(sample, field) for sample in samples)


def print_rows(rows):
    """A Markdown table, its columns aligned; numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths))
        ]
        print(f"| {' | '.join(cells)} |")
        if number == 0:
            rules = ["-" * (width + 1) + ("-" if at == 0 else ":") for at, width in enumerate(widths)]
            print(f"|{'|'.join(rules)}|")
    print()


def print_programs(programs, samples):
    writes = any(program.writes for program in programs.values())
    rows = [["program", "seconds"] + (["+ sync"] if writes else []) + ["cpu s", "entries/s", "peak MiB"]]
    for name, runs in samples.items():
        seconds = median(runs, "seconds")
        synced = [f"{median(runs, 'synced'):.3f}"] if writes else []
        cpu = f"{median(runs, 'cpu'):.2f}"
        rate = f"{programs[name].entries / seconds:,.0f}"
        rows.append([name, f"{seconds:.3f}", *synced, cpu, rate, f"{median(runs, 'peak_mib'):.1f}"])
    print_rows(rows)


def paired(samples, ratio, programs):
    """The median over the rounds, so that a slow round counts against both; None without numbers."""
    pairs = zip(samples[ratio.left], samples[ratio.right])
    scale = 1.0
    if ratio.per_entry:
        scale = programs[ratio.right].entries / programs[ratio.left].entries
    ratios = [
        scale * getattr(a, ratio.field) / getattr(b, ratio.field)
        for a, b in pairs
        if getattr(b, ratio.field) > 0
    ]
    return statistics.median(ratios) if ratios else None


def verdict(value, most):
    if value is None or most is None:
        return ""
    return "ok" if value <= most + 0.005 else "OVER"


def print_ratios(programs, samples, ratios):
    rows = [["ratio", "of", "is", "must be", ""]]
    for ratio in ratios:
        if ratio.left not in samples or ratio.right not in samples:
            continue
        value = paired(samples, ratio, programs)
        rows.append(
            [
                f"{ratio.left} / {ratio.right}",
                ratio.field + (" per entry" if ratio.per_entry else ""),
                "-" if value is None else f"{value:.2f}",
                "" if ratio.most is None else f"<= {ratio.most:.2f}",
                verdict(value, ratio.most),
            ]
        )
    if len(rows) > 1:
        print_rows(rows)


def print_limits(samples, limits):
    rows = [["peak memory of", "MiB", "must be", ""]]
    for name, most in limits:
        if name in samples:
            value = median(samples[name], "peak_mib")
            rows.append([name, f"{value:.1f}", f"<= {most}", verdict(value, most)])
    if len(rows) > 1:
        print_rows(rows)
