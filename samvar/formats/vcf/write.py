"""Write sites with their counts as VCF 4.3, and say in the header where they are from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from samvar.model.errors import UsageError
from samvar.model.genome import CONTIGS, Assembly

Value = int | float | str | bool | None


@dataclass(frozen=True, slots=True)
class InfoField:
    """The declaration of one INFO key."""

    number: str
    kind: str
    description: str


FIELDS: dict[str, InfoField] = {
    "AC": InfoField("A", "Integer", "Copies of the alternative allele among counted people"),
    "AN": InfoField("1", "Integer", "Alleles called at the position among counted people"),
    "AF": InfoField("A", "Float", "AC / AN"),
    "nhomalt": InfoField("A", "Integer", "Counted people with two copies of the allele"),
    "nhemi": InfoField("A", "Integer", "Counted people whose only copy is the allele"),
    "individuals": InfoField("1", "Integer", "Counted people who are callable at the position"),
}
"""INFO keys that every export may use; a caller can declare more."""

_KEY = re.compile(r"[A-Za-z_][0-9A-Za-z_.]*")
_ESCAPE = {ord(c): f"%{ord(c):02X}" for c in ":;=%,\r\n\t "}


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One biallelic site: contig by its bare name, 0-based position, and INFO values.

    None leaves a key out; True writes it as a flag, False leaves it out.
    """

    contig: str
    position: int
    ref: str
    alt: str
    info: Mapping[str, Value] = field(default_factory=dict)
    name: str = "."


def write_sites(
    out: BinaryIO | Path,
    rows: Iterable[SiteRow],
    assembly: Assembly,
    provenance: Mapping[str, str] | None = None,
    fields: Mapping[str, InfoField] = FIELDS,
) -> int:
    """Write sites in the order given; returns how many. A path that ends in .gz is bgzipped.

    provenance: one `##key=value` header line each.

    Raises:
        UsageError: an INFO key that `fields` does not declare, or a key that no VCF may have.
    """
    if isinstance(out, Path):
        if out.suffix in (".gz", ".bgz"):
            import pysam  # noqa: PLC0415 (half a second, and only a packed export needs it)

            with pysam.BGZFile(str(out), "wb", None) as packed:
                return _write(cast(BinaryIO, packed), rows, assembly, provenance or {}, fields)
        with out.open("wb") as plain:
            return _write(plain, rows, assembly, provenance or {}, fields)
    return _write(out, rows, assembly, provenance or {}, fields)


def _write(
    out: BinaryIO,
    rows: Iterable[SiteRow],
    assembly: Assembly,
    provenance: Mapping[str, str],
    fields: Mapping[str, InfoField],
) -> int:
    out.write(header_text(assembly, provenance, fields).encode())
    count = 0
    for row in rows:
        info = ";".join(_info(row.info, fields)) or "."
        site = (row.contig, str(row.position + 1), row.name, row.ref, row.alt, ".", "PASS", info)
        out.write("\t".join(site).encode() + b"\n")
        count += 1
    return count


def header_text(
    assembly: Assembly, provenance: Mapping[str, str], fields: Mapping[str, InfoField] = FIELDS
) -> str:
    """The header lines, the column line last.

    >>> header_text(Assembly.GRCh38, {"source": "samvar"}).splitlines()[:3]
    ['##fileformat=VCFv4.3', '##source=samvar', '##reference=GRCh38']
    """
    lines = ["##fileformat=VCFv4.3"]
    for key, value in provenance.items():
        if not _KEY.fullmatch(key) or key in ("fileformat", "reference", "contig", "INFO"):
            raise UsageError(f"'{key[:40]}' cannot be a header line of its own")
        lines.append(f"##{key}={' '.join(value.split())}")
    lines.append(f"##reference={assembly.value}")
    lines += (
        f"##contig=<ID={contig},length={assembly.length(contig)},assembly={assembly.value}>"
        for contig in CONTIGS
    )
    for key, declared in fields.items():
        if not _KEY.fullmatch(key):
            raise UsageError(f"'{key[:40]}' cannot be an INFO key")
        text = declared.description.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(
            f'##INFO=<ID={key},Number={declared.number},Type={declared.kind},Description="{text}">'
        )
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    return "\n".join(lines) + "\n"


def _info(values: Mapping[str, Value], fields: Mapping[str, InfoField]) -> Iterable[str]:
    for key, value in values.items():
        if key not in fields:
            raise UsageError(f"INFO key '{key[:40]}' is not declared")
        if value is None or value is False:
            continue
        if value is True:
            yield key
        elif isinstance(value, float):
            yield f"{key}={value:.6g}"
        else:
            yield f"{key}={str(value).translate(_ESCAPE)}"
