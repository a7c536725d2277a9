"""Puts the news of `changes/` into the part *Unreleased* of the changelog.

`make docs` does it, before a release at the latest. At a release, that part gets
its version and date, an empty one is put above it, and the files in `changes/` are removed.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = "## Unreleased"


def news(folder: Path) -> str:
    """Every fragment, by its issue and name: the first paragraph an item, the rest below it."""
    found = []
    for path in sorted(folder.glob("*.md"), key=_place):
        paragraphs = path.read_text("utf-8").strip().split("\n\n")
        found.append("- " + "\n\n  ".join(" ".join(part.split()) for part in paragraphs))
    return "\n".join(found)


def _place(path: Path) -> tuple[int, str]:
    issue, _, what = path.stem.partition(".")
    return int(issue), what


def assembled(changelog: str, folder: Path) -> str:
    """The changelog with the news in place of what stood under *Unreleased*."""
    before, _, after = changelog.partition(f"{HEAD}\n")
    released = re.search(r"^## ", after, re.MULTILINE)
    rest = after[released.start() :] if released else ""
    return f"{before}{HEAD}\n\n{news(folder)}\n" + (f"\n{rest}" if rest else "")


def main() -> None:
    """Write `CHANGELOG.md`."""
    path = ROOT / "CHANGELOG.md"
    path.write_text(assembled(path.read_text("utf-8"), ROOT / "changes"), "utf-8")


if __name__ == "__main__":
    main()
