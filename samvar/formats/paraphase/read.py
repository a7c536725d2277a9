"""Read Paraphase's JSON of all samples: copies and haplotypes of genes with near copies.

Source: Chen et al. 2023, doi:10.1016/j.ajhg.2023.01.001, and the program's description of its
fields; `status`, with a reason, as Swedish pipelines add it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, Where

LIMIT = 64 << 20


@dataclass(frozen=True, slots=True)
class ParaphaseCall:
    """One sample's region, such as `smn1`; None is what Paraphase does not tell.

    total: copies of the gene and its near copies together; gene: of the gene alone. copies: by
    name, such as smn1 and smn2. depth: reads on the region, genome_depth: on the genome. fusions:
    their kinds. said: everything else that the file has, as it is.
    """

    sample: str
    region: str
    genes: tuple[str, ...]
    status: str | None
    reasons: tuple[str, ...]
    total: int | None
    gene: int | None
    copies: Mapping[str, int | None]
    genotype: str | None
    fusions: tuple[str, ...]
    haplotypes: tuple[str, ...]
    depth: float | None
    genome_depth: float | None
    said: Mapping[str, Any] = field(repr=False)


def read_paraphase(path: Path) -> tuple[ParaphaseCall, ...]:
    """Each sample's regions, in order of the file.

    Raises:
        BadFile: not JSON, or not of the form {sample: {region: {field: value}}}.
    """
    where = Where(path.name)
    try:
        whole = msgspec.json.decode(read_text(path, LIMIT).encode())
    except (msgspec.DecodeError, RecursionError):
        raise BadFile("this is not JSON", where=where) from None
    found: list[ParaphaseCall] = []
    for sample, regions in _table(whole, "the document", where).items():
        for region, said in _table(regions, "a sample", where).items():
            found.append(_call(sample, region, _table(said, f"region {region[:40]}", where), where))
    return tuple(found)


def _call(sample: str, region: str, said: dict[str, Any], where: Where) -> ParaphaseCall:
    def whole(name: str) -> int | None:
        value = said.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise BadFile(f"{name} of {region[:40]} is not a whole number", where=where)
        return value

    def number(name: str) -> float | None:
        value = said.get(name)
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
            raise BadFile(f"{name} of {region[:40]} is not a number", where=where)
        return None if value is None else float(value)

    matches = said.get("status_matches") or []
    fusions = said.get("fusions_called") or {}
    haplotypes = said.get("final_haplotypes") or {}
    if not isinstance(matches, list) or not isinstance(fusions, dict):
        raise BadFile(f"region {region[:40]} is not as Paraphase writes it", where=where)
    return ParaphaseCall(
        sample,
        region,
        tuple(part for part in str(said.get("genes_in_region") or "").split(",") if part),
        _text(said.get("status")),
        tuple(str(each.get("reason")) for each in matches if isinstance(each, dict)),
        whole("total_cn"),
        whole("gene_cn"),
        {
            name.removesuffix("_cn"): whole(name)
            for name in said
            if name.endswith("_cn") and name not in ("total_cn", "gene_cn")
        },
        _text(said.get("genotype")),
        tuple(str(each.get("type")) for each in fusions.values() if isinstance(each, dict)),
        tuple(haplotypes.values()) if isinstance(haplotypes, dict) else (),
        number("region_depth"),
        number("genome_depth"),
        said,
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _table(value: Any, what: str, where: Where) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadFile(f"{what} is not an object", where=where)
    return value
