"""hp.obo: the terms of the Human Phenotype Ontology.

Source: OBO flat file format 1.4, https://owlcollab.github.io/oboformat/doc/obo-syntax.html; of it
the tags id, name, alt_id, synonym, is_a, is_obsolete, replaced_by and consider are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from samvar.knowledge.phenotype.lines import Lines
from samvar.knowledge.phenotype.model import PHENOTYPIC_ABNORMALITY, Ontology, Rows
from samvar.model.errors import BadFile, Where

_ID = re.compile(r"HP:\d{7}")
_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(slots=True)
class _Stanza:
    """One `[Term]` as it is being read, with the line that it begins on."""

    line: int
    id: str = ""
    name: str = ""
    alternatives: list[str] = field(default_factory=list)
    synonyms: list[str] = field(default_factory=list)
    parents: list[tuple[str, int]] = field(default_factory=list)
    obsolete: bool = False
    replaced_by: list[str] = field(default_factory=list)


def read_obo(path: Path) -> Ontology:
    """The terms that stand, in an order in which each comes after its parents.

    An obsolete term is known by what replaces it; one that nothing replaces is not known.

    Raises:
        NotFound: there is no such file.
        BadFile: not OBO, a term without id or name, two of one id, a parent that is no term, a
            circle, no date, no root of features; with line and column.
    """
    lines = Lines(path)
    version, stanzas = "", []
    stanza: _Stanza | None = None
    for number, line in lines:
        if line.startswith("["):
            stanza = None
            if line.strip() == "[Term]":
                stanza = _Stanza(number)
                stanzas.append(stanza)
        elif stanza is not None and line.strip():
            _take(lines, number, line, stanza)
        elif not stanzas and line.startswith("data-version:"):
            found = _DATE.search(line)
            version = found.group() if found else ""
    if not version:
        raise BadFile(
            "the file does not say of which day it is",
            where=Where(lines.name),
            why="no line 'data-version: hp/releases/YYYY-MM-DD' before the first term",
            remedy="use hp.obo as the Human Phenotype Ontology publishes it",
        )
    return _ontology(lines, version, stanzas)


def _take(lines: Lines, number: int, line: str, stanza: _Stanza) -> None:
    tag, colon, value = line.partition(": ")
    if not colon:
        raise lines.fault("this line is not 'tag: value'", number, 1)
    match tag:
        case "id":
            stanza.id = _id(lines, number, value, 5)
        case "name":
            stanza.name = _plain(value)
        case "alt_id":
            stanza.alternatives.append(_id(lines, number, value, 9))
        case "is_a":
            stanza.parents.append((_id(lines, number, value, 7), number))
        case "synonym":
            found = _SYNONYM.match(value)
            if found is None:
                raise lines.fault("a synonym is not between quotation marks", number, 10)
            stanza.synonyms.append(_plain(found.group(1)))
        case "is_obsolete":
            stanza.obsolete = value.strip() == "true"
        case "replaced_by":
            stanza.replaced_by.append(_id(lines, number, value, 14))
        case _:
            pass


def _id(lines: Lines, number: int, value: str, column: int) -> str:
    found = _ID.match(value)
    if found is None:
        raise lines.fault("this is not the id of a term", number, column, why="as in HP:0001250")
    return found.group()


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text).strip()


def _ontology(lines: Lines, version: str, stanzas: list[_Stanza]) -> Ontology:
    own: dict[str, _Stanza] = {}
    for each in stanzas:
        if not each.id or not each.name:
            raise lines.fault("a term has no id or no name", each.line)
        if each.id in own:
            raise lines.fault(f"the term {each.id} stands twice", each.line)
        own[each.id] = each
    standing = {each.id: each for each in stanzas if not each.obsolete}
    for each in standing.values():
        for parent, line in each.parents:
            if parent not in standing:
                raise lines.fault(f"the parent {parent} is not a term that stands", line, 7)
    order = list(_after_parents(lines, standing))
    if PHENOTYPIC_ABNORMALITY not in standing:
        raise BadFile(
            f"the root of features, {PHENOTYPIC_ABNORMALITY}, is missing", where=Where(lines.name)
        )
    number = {each.id: at for at, each in enumerate(order)}
    parents = Rows.gathered([sorted({number[p] for p, _ in each.parents}) for each in order])
    return Ontology(
        version=version,
        ids=tuple(number),
        names=tuple(each.name for each in order),
        synonyms=tuple(tuple(dict.fromkeys(each.synonyms)) for each in order),
        number=number | _others(own, number),
        parents=parents,
        ancestors=_ancestors(parents),
    )


def _others(own: dict[str, _Stanza], number: dict[str, int]) -> dict[str, int]:
    """Alternative ids, and obsolete ones that one term replaces; a term's own id comes first."""
    found: dict[str, int] = {}
    for each in own.values():
        if not each.obsolete:
            found.update(dict.fromkeys(each.alternatives, number[each.id]))
    for each in own.values():
        new = {number[id] for id in each.replaced_by if id in number}
        if each.obsolete and len(new) == 1:
            found.setdefault(each.id, new.pop())
    return {id: at for id, at in found.items() if id not in number}


def _after_parents(lines: Lines, standing: dict[str, _Stanza]) -> Iterator[_Stanza]:
    waiting = {id: len({p for p, _ in each.parents}) for id, each in standing.items()}
    children: dict[str, list[str]] = {}
    for id, each in standing.items():
        for parent in dict.fromkeys(p for p, _ in each.parents):
            children.setdefault(parent, []).append(id)
    ready = [id for id, count in waiting.items() if count == 0]
    for id in ready:
        yield standing[id]
        for child in children.get(id, ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    if len(ready) < len(standing):
        left = next(each for id, each in standing.items() if waiting[id] > 0)
        raise lines.fault(f"the term {left.id} is, or is below, a kind of itself", left.line)


def _ancestors(parents: Rows) -> Rows:
    """Of each term itself and all that it is a kind of, ascending, so the root comes first."""
    found: list[np.ndarray] = []
    for term in range(len(parents)):
        above = [found[parent] for parent in parents.of(term)]
        found.append(np.unique(np.concatenate([*above, np.array([term], np.int32)])))
    start = np.zeros(len(found) + 1, np.int64)
    np.cumsum([len(each) for each in found], out=start[1:])
    return Rows(start, np.concatenate(found).astype(np.int32))
