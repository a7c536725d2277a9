"""Files of structural variants and repeats, read beside a load's small variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from samvar.formats.vcf.content import Content, content_of
from samvar.formats.vcf.repeats import RepeatFile, read_repeats
from samvar.formats.vcf.structural import StructuralFile, read_structural
from samvar.model.calls import Tally
from samvar.model.contribution import CountingRules
from samvar.model.errors import BadInput, SamvarError
from samvar.model.genome import Assembly

_NOT_SMALL = ("symbolic allele", "breakend")


@dataclass(frozen=True, slots=True)
class OtherFiles:
    """What a load's files say beside small variants."""

    structural: tuple[StructuralFile, ...] = ()
    repeats: tuple[RepeatFile, ...] = ()

    @property
    def samples(self) -> tuple[str, ...]:
        """The files' sample names, each once."""
        names = [file.calls.samples for file in self.structural]
        names += [file.calls.samples for file in self.repeats]
        return tuple(dict.fromkeys(name for own in names for name in own))


def kind_of_file(path: Path, assembly: Assembly | None) -> Content:
    """Which reader takes a file; that of small variants refuses what none can read."""
    try:
        return content_of(path, assembly)
    except SamvarError:
        return Content.SMALL


def read_other(
    path: Path, content: Content, rules: CountingRules, assembly: Assembly | None
) -> StructuralFile | RepeatFile:
    """A file that is not of small variants. Raises as its reader."""
    if content is Content.REPEATS:
        return read_repeats(path, rules, assembly)
    return read_structural(path, rules, assembly)


def structural_within(
    path: Path, tally: Tally, rules: CountingRules, assembly: Assembly
) -> StructuralFile | None:
    """The structural variants in a file of small ones, if it has any; `tally` is told of them."""
    if not any(tally.skipped.get(reason) for reason in _NOT_SMALL):
        return None
    found = read_structural(path, rules, assembly, beside=True)
    for reason in _NOT_SMALL:
        tally.skipped.pop(reason, None)
    for reason, count in found.tally.skipped.items():
        tally.skip(reason, count)
    tally.refused += found.tally.refused
    return found


def check_samples(others: OtherFiles, names: Sequence[str]) -> None:
    """Refuse a sample that only a file of other kinds has, beside files of small variants."""
    if not set(others.samples) <= set(names):
        raise BadInput(
            "a file of structural variants or repeats has a sample that is in no file of small "
            "variants of this load",
            remedy="load the files of the same samples together",
        )
