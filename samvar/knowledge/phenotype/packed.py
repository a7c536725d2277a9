"""A release as one compact file: read in a fraction of the time that its sources take.

The file is the SHA-256 of what follows it, and MessagePack of `_Packed`; arrays are their bytes,
little-endian. Its name carries the form of the file (`FORM`) and the state of the sources, so that
another samvar or other sources never meet it. What is not as it was written is made again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from samvar.formats.replacing import replacing
from samvar.knowledge.phenotype.model import (
    Annotations,
    Gene,
    GeneLinks,
    Ontology,
    Release,
    Rows,
)
from samvar.model.shape import learned

FORM = 2
_DIGEST = 32


class _Packed(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A release without its arrays, and beside it the arrays by name: type and bytes."""

    head: tuple[str, str, str, str, str, str]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    number: dict[str, int]
    diseases: tuple[str, ...]
    disease_names: tuple[str, ...]
    references: tuple[str, ...]
    genes: tuple[tuple[str, str, str | None], ...]
    kind: tuple[str, ...]
    arrays: dict[str, tuple[str, bytes]]


_ROWS = ("parents", "ancestors", "papers", "same")
_COLUMNS = ("disease", "term", "negated", "share", "seen", "looked", "onset", "sex", "aspect",
            "evidence")  # fmt: skip


def write(release: Release, target: Path) -> None:
    """Write it whole or not at all."""
    terms, said, links = release.ontology, release.annotations, release.links
    arrays: dict[str, np.ndarray[Any, Any]] = {"gene": links.gene, "linked": links.disease}
    arrays |= {name: getattr(said, name) for name in _COLUMNS}
    for name, rows in zip(
        _ROWS, (terms.parents, terms.ancestors, said.papers, release.same), strict=True
    ):
        arrays |= {f"{name}.start": rows.start, f"{name}.item": rows.item}
    packed = _Packed(
        head=(release.name, release.date, release.licence, release.source, release.digest,
              terms.version),
        ids=terms.ids,
        names=terms.names,
        synonyms=terms.synonyms,
        number=dict(terms.number),
        diseases=said.diseases,
        disease_names=said.names,
        references=said.references,
        genes=tuple((gene.symbol, gene.ncbi, gene.hgnc) for gene in links.genes),
        kind=links.kind,
        arrays={name: (a.dtype.str, a.tobytes()) for name, a in arrays.items()},
    )  # fmt: skip
    body = msgspec.msgpack.encode(packed)
    with replacing(target) as part:
        part.write_bytes(hashlib.sha256(body).digest() + body)


def read(source: Path) -> Release | None:
    """The release, or None where there is no such file or it is not as it was written."""
    try:
        raw = memoryview(source.read_bytes())
    except OSError:
        return None
    body = raw[_DIGEST:]
    if hashlib.sha256(body).digest() != raw[:_DIGEST]:
        return None
    try:
        packed = msgspec.msgpack.decode(body, type=learned(_Packed))
    except msgspec.MsgspecError:
        return None
    arrays = {
        name: np.frombuffer(held, np.dtype(kind)) for name, (kind, held) in packed.arrays.items()
    }
    parents, ancestors, papers, same = (
        Rows(arrays[f"{name}.start"], arrays[f"{name}.item"]) for name in _ROWS
    )
    name, date, licence, origin, digest, version = packed.head
    columns: dict[str, Any] = {name: arrays[name] for name in _COLUMNS}
    return Release(
        name=name,
        date=date,
        licence=licence,
        source=origin,
        digest=digest,
        ontology=Ontology(
            version, packed.ids, packed.names, packed.synonyms, packed.number, parents, ancestors
        ),
        annotations=Annotations(
            packed.diseases, packed.disease_names, packed.references, papers=papers, **columns
        ),
        links=GeneLinks(
            tuple(Gene(*each) for each in packed.genes), arrays["gene"], arrays["linked"],
            packed.kind,
        ),
        same=same,
    )  # fmt: skip
