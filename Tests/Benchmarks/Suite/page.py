#!/usr/bin/env python3
"""Writes the figures of bench/results.json into docs/performance.md.

Usage: page.py [RESULTS…]
What a later file of results measured takes the place of the same in an earlier one.
A block of the page begins with a comment that names what it shows and ends with `<!-- end -->`:
  <!-- bench: machine -->                  machine and versions
  <!-- bench: goals -->                    each goal, what was measured, and whether it was met
  <!-- bench: rows streams | MiB=ID | … -->  a row for each subject, a column for each id
  <!-- bench: ratios ID ID … -->           quotients, a row for each
  <!-- bench: lines ID ID … -->            a line for each id and subject
What stands between the comments is replaced. A block of which nothing was measured stays, with a warning.
"""
import json
import re
import sys
from pathlib import Path

from paths import OUT, ROOT
from plots import number

PAGE = ROOT / "docs/performance.md"
BLOCK = re.compile(r"<!-- bench: (\w+)(?: ([^\n]*?))? -->\n(.*?)<!-- end -->", re.S)


def figure(row):
    if row is None:
        return "–"
    middle = number(row["median"])
    return middle if row["runs"] == 1 else f"{middle} ({number(row['min'])} to {number(row['max'])})"


def table(headings, rows):
    left = "|".join(["---"] + ["---:"] * (len(headings) - 1))
    return "\n".join([f"| {' | '.join(headings)} |", f"|{left}|", *(f"| {' | '.join(cells)} |" for cells in rows)])


class Page:
    """The kinds of blocks; each gives text, or nothing where nothing was measured."""

    def __init__(self, whole):
        self.whole, self.rows = whole, whole["rows"]

    def of(self, id):
        return [row for row in self.rows if row["id"] == id]

    def machine(self, _):
        told = {**self.whole["machine"], "when": f"{self.whole['started']}, {self.whole['rounds']} rounds"}
        return "\n".join(["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in told.items())])

    def goals(self, _):
        return "\n".join(["| goal | now | bound | |", "|---|---:|---:|---|", *(
            f"| {g['goal']} | {number(g['value'])} {g['unit']} | {g['bound']} | {'met' if g['met'] else '**missed**'} |"
            for g in self.whole["goals"])])

    def rows_(self, words):
        first, *columns = (word.strip() for word in words.split("|"))
        named = [column.rsplit("=", 1) for column in columns]
        subjects = dict.fromkeys(row["subject"] for _, id in named for row in self.of(id))
        found = {(row["id"], row["subject"]): row for row in self.rows}
        lines = [[subject, *(figure(found.get((id, subject))) for _, id in named)] for subject in subjects]
        return table([first, *(heading for heading, _ in named)], lines) if lines else ""

    def ratios(self, words):
        lines = [[row["subject"], id.removesuffix(".ratio"), *(number(row[key]) for key in ("median", "min", "max"))]
                 for id in words.split() for row in self.of(id)]
        return "\n".join(["| ratio | of | median | lowest | highest |", "|---|---|---:|---:|---:|",
                          *(f"| {' | '.join(cells)} |" for cells in lines)]) if lines else ""

    def lines(self, words):
        return "\n".join(f"- {row['id']}, {row['subject']}: {figure(row)} {row['unit']}"
                         + (f" ({row['note']})" if row["note"] else "")
                         for id in words.split() for row in self.of(id))


def merged(runs):
    """The first run, with what later ones measured anew in place of its own."""
    whole = runs[0]
    for run in runs[1:]:
        ids, goals = {row["id"] for row in run["rows"]}, {goal["goal"] for goal in run["goals"]}
        whole["rows"] = [row for row in whole["rows"] if row["id"] not in ids] + run["rows"]
        whole["goals"] = [goal for goal in whole["goals"] if goal["goal"] not in goals] + run["goals"]
    return whole


def main():
    results = merged([json.loads(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:] or [OUT / "results.json"]])
    page = Page(results)

    def fill(match):
        kind, words, old = match.group(1), match.group(2) or "", match.group(3)
        text = {"machine": page.machine, "goals": page.goals, "rows": page.rows_, "ratios": page.ratios,
                "lines": page.lines}[kind](words)
        if not text:
            print(f"nothing was measured of: {kind} {words}", file=sys.stderr)
        return f"<!-- bench: {kind}{' ' + words if words else ''} -->\n{text + chr(10) if text else old}<!-- end -->"

    PAGE.write_text(BLOCK.sub(fill, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
