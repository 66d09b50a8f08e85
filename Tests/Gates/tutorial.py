#!/usr/bin/env python3
"""Types what docs/tutorial.md says into a package that `sluice new dusk` has written, in whose folder it is called.

Usage: tutorial.py stage|test swift|c|c++
"""
import re
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/tutorial.md"
FENCE = {"swift": "swift", "c": "c", "c++": "cpp"}
EXPECTED = re.compile(r"What is expected\s+now is `([^`]+)`: in `([^`]+)` instead of `([^`]+)`, in\s+"
                      r"`tests/stage_test\.c` or `\.cpp` instead of `([^`]+)`")


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        sys.exit(f"{path}: '{old}' is there {text.count(old)} times, and the tutorial replaces it once")
    path.write_text(text.replace(old, new), encoding="utf-8")


def change_stage(page, language):
    """The line that decides what becomes of a pixel is the only one with `gain + 0.5`."""
    block = re.search(rf"```{FENCE[language]}\n(.+?)\n```", page, re.DOTALL)
    source = {"swift": "Sources/DuskStage/Dusk.swift", "c": "stage.c", "c++": "stage.cpp"}[language]
    if not block or f"`{source}`" not in page:
        sys.exit(f"{PAGE} does not say what becomes of {source}")
    path = Path(source)
    line, = (line for line in path.read_text(encoding="utf-8").splitlines() if "gain + 0.5" in line)
    replace(path, line.strip(), block[1])


def change_test(page, language):
    found = EXPECTED.search(page)
    if not found:
        sys.exit(f"{PAGE} does not say what the test expects")
    new, swift_test, old_swift, old_native = found.groups()
    if language == "swift":
        replace(Path(swift_test), old_swift, new)
    else:
        replace(Path(f"tests/stage_test.{'c' if language == 'c' else 'cpp'}"), old_native, new)


def main():
    what, language = sys.argv[1:]
    page = PAGE.read_text(encoding="utf-8")
    {"stage": change_stage, "test": change_test}[what](page, language)


if __name__ == "__main__":
    main()
