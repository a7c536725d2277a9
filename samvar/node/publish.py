"""When a public release may be made again, and which variants the controllers want in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from samvar.model.clock import parse_iso
from samvar.model.errors import BadConfig, SamvarError, Where
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from samvar.network.release.shelf import Shelf


def is_due(shelf: Shelf, days: float, now: datetime) -> bool:
    """Whether so many days have passed since the last public release of any assembly."""
    last = [
        parse_iso(release.manifest.made_at)
        for release in (shelf.newest("public", assembly) for assembly in Assembly)
        if release is not None
    ]
    return not last or now - max(last) >= timedelta(days=days)


def listed(path: Path | None) -> tuple[Variant, ...]:
    """The variants of a file, one a line, as people write them; `#` begins a remark.

    A line may begin with the assembly, `GRCh37 10-96541616-G-A`; without it is GRCh38.

    Raises:
        BadConfig: no such file, or a line that is no variant.
    """
    if path is None:
        return ()
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadConfig(
            "the list of variants for the public cannot be read", where=Where(path.name)
        ) from None
    found = []
    for number, line in enumerate(lines, start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            assembly = Assembly.parse(words[0]) if len(words) > 1 else Assembly.GRCh38
            found.append(Variant.parse(words[-1], assembly).trimmed())
        except SamvarError as fault:
            raise BadConfig(
                "a line of the list for the public is no variant",
                where=Where(path.name, line=number),
                why=str(fault),
            ) from None
    return tuple(found)
