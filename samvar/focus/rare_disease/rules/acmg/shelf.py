"""Which rules hold for a gene: a user's own, else samvar's, else the general ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samvar.focus.rare_disease.model.facts import Inheritance
from samvar.focus.rare_disease.rules.acmg.specification import (
    Special,
    Specification,
    read_specification,
)
from samvar.model.errors import BadFile, NotFound, Where

_OWN = Path(__file__).parent / "genes"
ANY_GENE = "*"


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one gene. general: for every gene. special: of its panel, if there is one.

    note: what the reader must know of the choice, "" where there was none.
    """

    general: Specification
    special: Specification | None = None
    note: str = ""

    def of(self, code: str) -> Special | None:
        """How a criterion is made precise; the gene's panel before the general rules."""
        own = None if self.special is None else self.special.criteria.get(code)
        return own or self.general.criteria.get(code)

    def of_gene(self, code: str) -> Special | None:
        """What the gene's panel itself says of a criterion."""
        return None if self.special is None else self.special.criteria.get(code)

    def splice(self, code: str) -> float:
        """SpliceAI's border for PP3 or BP4: the panel's, else the general one.

        BP7 and PS1 go by it, too, where the panel does not use PP3 or BP4.
        """
        own = self.of_gene(code)
        if own is not None and own.splice is not None:
            return own.splice
        border = self.general.criteria[code].splice
        if border is None:
            raise ValueError(f"the general rules give no border of SpliceAI for {code}")
        return border

    @property
    def names(self) -> tuple[str, ...]:
        """Titles of what holds."""
        given = (self.special, self.general)
        return tuple(each.title for each in given if each is not None)


@cache
def shipped() -> tuple[Specification, ...]:
    """The files that samvar brings."""
    return tuple(read_specification(path) for path in sorted(_OWN.glob("*.toml")))


def read_folder(folder: Path) -> tuple[Specification, ...]:
    """A user's own files, in the order of their names.

    Raises:
        NotFound: no folder, or no file in it. BadFile: as `read_specification`, and where two
            files are for the same gene and inheritance.
    """
    paths = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not paths:
        raise NotFound(f"there are no rules (*.toml) in '{folder.name}'")
    found: list[Specification] = []
    for path in paths:
        one = read_specification(path)
        for other in found:
            both = sorted(set(one.genes) & set(other.genes))
            if both and one.inheritance is other.inheritance:
                what = f"{both[0]} has rules in an earlier file, too"
                raise BadFile(what, where=Where(path.name), why=other.name)
        found.append(one)
    return tuple(found)


def rules_for(
    gene: str, inheritance: Inheritance | None, own: Sequence[Specification] = ()
) -> Rules:
    """The rules for a gene and how its disease is passed on (None: not known).

    Rules of a panel that hold for one inheritance alone are not taken where it is not known; the
    note says so.

    >>> rules_for("PAH", Inheritance.RECESSIVE).of("BA1").borders[0][1]
    0.015
    """
    everything = (*own, *shipped())
    general = next(each for each in everything if ANY_GENE in each.genes)
    fitting = [each for each in everything if gene in each.genes]
    for each in fitting:
        if each.inheritance in (None, inheritance):
            return Rules(general, each)
    if not fitting:
        return Rules(general)
    return Rules(general, note=_note(gene, inheritance, fitting))


def _note(gene: str, inheritance: Inheritance | None, fitting: Iterable[Specification]) -> str:
    there = sorted({each.inheritance.value for each in fitting if each.inheritance})
    said = "the inheritance is not stated" if inheritance is None else f"not {inheritance.value}"
    return f"there are rules for {gene} if the disease is {' or '.join(there)}: {said}"
