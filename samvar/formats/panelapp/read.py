"""Gene panels as PanelApp's API writes them: `api/v1/panels/{id}/?format=json`.

Also its lists that come in pages (`results`, `next`) where their panels have their genes. The same
form is written by Genomics England and by PanelApp Australia; see the API's own description at
https://panelapp.genomicsengland.co.uk/api/docs/. Coordinates there are 1-based and inclusive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samvar.formats.json_located import Located, Step
from samvar.model.errors import BadFile, Where

MOST_ENTITIES = 50_000
LONGEST = 4_000
"""Letters of one text: PanelApp's phenotypes are some hundred at most."""
_HGNC = re.compile(r"(?:HGNC:)?([1-9][0-9]{0,6})")
_VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}")


@dataclass(frozen=True, slots=True)
class Entity:
    """What every gene, repeat and region of a panel has.

    name: PanelApp's own of it; of a gene its symbol. symbol, hgnc: of the gene, None where the
    entity has none. confidence: 3 green, enough evidence for diagnosis, 2 amber, 1 red, 0 not
    rated. inheritance, penetrance: in PanelApp's words, "" where it says none.
    """

    name: str
    symbol: str | None
    hgnc: str | None
    confidence: int
    inheritance: str
    penetrance: str
    evidence: tuple[str, ...]
    phenotypes: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A short tandem repeat. normal: most units that are normal; pathogenic: least that are not."""

    entity: Entity
    unit: str
    normal: int | None
    pathogenic: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A region whose loss or gain belongs to the panel. grch37, grch38: 0-based half-open."""

    entity: Entity
    title: str
    contig: str
    kind: str
    grch37: tuple[int, int] | None
    grch38: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class PanelAppPanel:
    """One version of one panel. created: the day of the version, YYYY-MM-DD, "" where not told."""

    number: int
    name: str
    version: str
    created: str
    disorders: tuple[str, ...]
    genes: tuple[Entity, ...]
    repeats: tuple[Repeat, ...]
    regions: tuple[Stretch, ...]


def read_panelapp(path: Path) -> tuple[PanelAppPanel, ...]:
    """The panels of one file: a panel, a list of panels, or a page of one.

    Raises:
        BadFile: not JSON, not of the form, a gene twice, a page after which more would come, or
            panels without their genes; with the line.
    """
    file = Located(path)
    found = tuple(_panel(file, at) for at in _places(file))
    if not found:
        raise BadFile("the file has no panel", where=Where(file.name))
    return found


def _places(file: Located) -> Iterator[list[Step]]:
    value = file.value
    if isinstance(value, list):
        for at in range(len(value)):
            yield [at]
    elif isinstance(value, dict) and "results" in value:
        if value.get("next"):
            raise BadFile(
                "the file is one page of a list, and more pages follow",
                where=Where(file.name),
                remedy="fetch each panel by itself: api/v1/panels/{id}/?format=json",
            )
        rows = file.get(["results"], list, "the list")
        for at in range(len(rows)):
            yield ["results", at]
    elif isinstance(value, dict):
        yield []
    else:
        raise BadFile("this is no panel of PanelApp", where=Where(file.name))


def _panel(file: Located, at: list[Step]) -> PanelAppPanel:
    value = file.get(at, dict, "a panel")
    if "genes" not in value:
        raise BadFile(
            "the panel has no genes in this file",
            where=file.fault("", at).where,
            why="PanelApp's list of panels names them and leaves their genes out",
            remedy="fetch the panel by itself: api/v1/panels/{id}/?format=json",
        )
    version = file.get([*at, "version"], str, "the version")
    if not _VERSION.fullmatch(version):
        raise file.fault("the version is no number such as 1.12", [*at, "version"])
    number = file.get([*at, "id"], int, "the panel's number")
    if not 0 < number < 1 << 31:
        raise file.fault("the panel's number is none", [*at, "id"])
    genes = tuple(_entity(file, place, gene=True) for place in _each(file, at, "genes"))
    _once(file, [*at, "genes"], [each.hgnc or each.name for each in genes])
    repeats = tuple(_repeat(file, place) for place in _each(file, at, "strs"))
    regions = tuple(_stretch(file, place) for place in _each(file, at, "regions"))
    _once(file, [*at, "strs"], [each.entity.name for each in repeats])
    _once(file, [*at, "regions"], [each.entity.name for each in regions])
    return PanelAppPanel(
        number,
        _text(file, [*at, "name"], needed=True),
        version,
        _text(file, [*at, "version_created"])[:10],
        _texts(file, [*at, "relevant_disorders"]),
        genes,
        repeats,
        regions,
    )


def _each(file: Located, at: Sequence[Step], name: str) -> Iterator[list[Step]]:
    if _absent(file, [*at, name]):
        return
    rows = file.get([*at, name], list, "a list of the panel")
    if len(rows) > MOST_ENTITIES:
        raise file.fault(f"a panel has at most {MOST_ENTITIES:,} entries", [*at, name])
    for number in range(len(rows)):
        yield [*at, name, number]


def _entity(file: Located, at: list[Step], *, gene: bool = False) -> Entity:
    file.get(at, dict, "an entry of the panel")
    name = _text(file, [*at, "entity_name"], needed=True)
    told = _absent(file, [*at, "gene_data"])
    if told and gene:
        raise file.fault("the gene has no gene_data", at)
    symbol: str | None = None
    hgnc: str | None = None
    aliases: tuple[str, ...] = ()
    if not told:
        data: list[Step] = [*at, "gene_data"]
        file.get(data, dict, "gene_data")
        symbol = _text(file, [*data, "gene_symbol"]) or _text(file, [*data, "hgnc_symbol"])
        symbol = symbol or (name if gene else None)
        hgnc = _hgnc(file, [*data, "hgnc_id"])
        aliases = _texts(file, [*data, "alias"])
    return Entity(
        name,
        symbol or None,
        hgnc,
        _confidence(file, [*at, "confidence_level"]),
        _text(file, [*at, "mode_of_inheritance"]),
        _text(file, [*at, "penetrance"]),
        _texts(file, [*at, "evidence"]),
        _texts(file, [*at, "phenotypes"]),
        aliases,
    )


def _repeat(file: Located, at: list[Step]) -> Repeat:
    return Repeat(
        _entity(file, at),
        _text(file, [*at, "repeated_sequence"]),
        _count(file, [*at, "normal_repeats"]),
        _count(file, [*at, "pathogenic_repeats"]),
    )


def _stretch(file: Located, at: list[Step]) -> Stretch:
    return Stretch(
        _entity(file, at),
        _text(file, [*at, "verbose_name"]),
        _text(file, [*at, "chromosome"]).removeprefix("chr"),
        _text(file, [*at, "type_of_variants"]),
        _span(file, [*at, "grch37_coordinates"]),
        _span(file, [*at, "grch38_coordinates"]),
    )


def _value(file: Located, path: Sequence[Step]) -> Any:
    value = file.value
    for step in path:
        value = value.get(step) if isinstance(value, dict) else value[step]
        if value is None:
            return None
    return value


def _absent(file: Located, path: Sequence[Step]) -> bool:
    return _value(file, path) is None


def _text(file: Located, path: list[Step], *, needed: bool = False) -> str:
    if not needed and _absent(file, path):
        return ""
    found = " ".join(file.get(path, str, "a text", tidy=True).split())
    if len(found) > LONGEST or not found.isprintable():
        raise file.fault(f"a text is longer than {LONGEST:,} letters, or unreadable", path)
    if needed and not found:
        raise file.fault(f"{path[-1]} is empty", path)
    return found


def _texts(file: Located, path: list[Step]) -> tuple[str, ...]:
    """A list of texts; empty ones say nothing. PanelApp writes null where it has none."""
    if _absent(file, path):
        return ()
    rows = file.get(path, list, "a list of texts")
    if len(rows) > MOST_ENTITIES:
        raise file.fault("the list is too long", path)
    found = (_text(file, [*path, at]) for at in range(len(rows)))
    return tuple(dict.fromkeys(each for each in found if each))


def _hgnc(file: Located, path: list[Step]) -> str | None:
    text = _text(file, path)
    if not text:
        return None
    match = _HGNC.fullmatch(text)
    if match is None:
        raise file.fault("hgnc_id is not of the form HGNC:1100", path)
    return f"HGNC:{match.group(1)}"


def _confidence(file: Located, path: list[Step]) -> int:
    value = _value(file, path)
    text = str(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
    if text not in ("0", "1", "2", "3"):
        raise file.fault("confidence_level is not 0, 1, 2 or 3", path)
    return int(text)


def _count(file: Located, path: list[Step]) -> int | None:
    if _absent(file, path):
        return None
    found: int = file.get(path, int, "a number of repeats")
    if not 0 <= found < 1 << 20:
        raise file.fault("a number of repeats is none", path)
    return found


def _span(file: Located, path: list[Step]) -> tuple[int, int] | None:
    """PanelApp's first and last base, as 0-based half-open."""
    value = _value(file, path)
    if value is None or value == []:
        return None
    whole = isinstance(value, list) and all(type(each) is int for each in value)
    if not whole or len(value) != 2 or not 0 < value[0] <= value[1] < 1 << 30:
        raise file.fault("coordinates are not the first and the last base", path)
    return value[0] - 1, value[1]


def _once(file: Located, path: list[Step], names: Sequence[str]) -> None:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            raise file.fault(f"'{name[:60]}' stands twice in the panel", [*path, number])
        seen.add(name)
