"""Which referrals two readers read, each without knowing of the other.

A table of the laboratory's own, `second_reader.json`, takes the place of the one that comes with
samvar: `otherwise` is the rule, `kinds` (of a referral) and `indications` are its exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import msgspec

from samvar.formats.json_located import Located

FILE = "second_reader.json"


class SecondReader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table. indications: by their name in the referral, whatever their case."""

    version: str
    date: str
    text: str
    otherwise: bool
    kinds: Mapping[str, bool] = {}
    indications: Mapping[str, bool] = {}

    def requires(self, kind: str, indications: Iterable[str]) -> bool:
        """Whether two must read. Of several indications one that needs it is enough.

        >>> shipped().requires("diagnostic", ["epilepsy"]), shipped().requires("cascade", [])
        (True, False)
        """
        own = {name.casefold(): value for name, value in self.indications.items()}
        said = [own[each.casefold()] for each in indications if each.casefold() in own]
        if said:
            return any(said)
        return self.kinds.get(kind, self.otherwise)


@cache
def shipped() -> SecondReader:
    """The table that comes with samvar."""
    return _read(Path(__file__).with_name(FILE))


def table_in(folder: Path) -> SecondReader:
    """The laboratory's own table in a folder, else the one that comes with samvar.

    Raises:
        BadFile: the laboratory's is no such table; with the line.
    """
    own = folder / FILE
    return _read(own) if own.is_file() else shipped()


def _read(path: Path) -> SecondReader:
    return Located(path).shaped(SecondReader, "table of second readers")
