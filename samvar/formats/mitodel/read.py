"""Read the one line that counts a sample's discordant mitochondrial read pairs.

`intermediate discordant  26 normal  972855 ratio ppk 0.0267247`: pairs whose ends lie 1,200 to
15,000 bases apart, all other pairs, and how many of a thousand pairs are of the first kind. Large
deletions make more; how many are too many is a laboratory's own knowledge.

Source: the deletion step of nf-core/raredisease and MIP, on the insert sizes of `samtools stats`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where

_LINE = re.compile(
    r"intermediate discordant\s+(\d{0,15})\s*normal\s+(\d{1,15})\s+ratio ppk\s+(\S+)\s*"
)
_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class Mitodel:
    """Read pairs of the mitochondrion."""

    discordant: int
    normal: int

    @property
    def per_thousand(self) -> float | None:
        """How many of a thousand pairs are discordant; None where there is no pair.

        >>> round(Mitodel(26, 972855).per_thousand, 7)
        0.0267247
        """
        pairs = self.discordant + self.normal
        return 1000 * self.discordant / pairs if pairs else None


def read_mitodel(path: Path) -> Mitodel:
    """The counts of one sample; MIP before 11.1.2 writes no number where none is discordant.

    Raises:
        BadFile: another line, or a stated ratio that the counts do not give.
    """
    where = Where(path.name, 1)
    found = _LINE.fullmatch(read_text(path, _LIMIT).strip() + "\n")
    if found is None:
        raise BadFile(
            "this is not a count of discordant read pairs",
            where=where,
            why="the line reads: intermediate discordant N normal N ratio ppk R",
        )
    counted = Mitodel(int(found.group(1) or 0), int(found.group(2)))
    try:
        stated = float(found.group(3))
    except ValueError:
        raise BadFile("the ratio is not a number", where=where) from None
    own = counted.per_thousand
    if own is not None and not abs(stated - own) <= 1e-4 * max(own, 1e-6):
        raise BadFile("the ratio is not that of the two counts", where=where)
    return counted
