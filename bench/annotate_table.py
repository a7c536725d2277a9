"""A release of many millions of rows, and the same rows as a VCF for the peers."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.fixture import places
from bench.genome import digits, text
from samvar.formats.vcf.passing import PassingFile
from samvar.govern.keys import NodeKey
from samvar.model.bases import Bases
from samvar.model.genome import CONTIGS, Assembly
from samvar.network.release import table as rows
from samvar.network.release.manifest import FORMAT, Manifest, NodePart, name, sealed
from samvar.network.release.read import MANIFEST, SEAL, VARIANTS

_SHARED = 0.9
_PEOPLE = 10_000
_PART = 1 << 20


def make_release(folder: Path, genome: Path, sites: int) -> Path:
    """A release that holds nine in ten of a genome's alleles among `sites` rows; kept."""
    place = folder / str(sites) / name("nodes", "GRCh38", 1)
    if (place / SEAL).exists():
        return place
    place.mkdir(parents=True, exist_ok=True)
    contig, position, ref, alt = _alleles(genome, sites)
    schema = rows.schema(genotypes=True)
    rng = np.random.default_rng(7)
    with pq.ParquetWriter(
        place / VARIANTS, schema, compression="zstd", use_dictionary=["contig", "ref", "alt"],
        data_page_version="2.0",
    ) as writer:  # fmt: skip
        for low in range(0, len(contig), _PART):
            part = slice(low, low + _PART)
            n = len(contig[part])
            ac = np.minimum(rng.geometric(0.02, n), _PEOPLE).astype(np.int32)
            columns = [
                contig[part].astype(np.int32), position[part], ref.slice(low, _PART),
                alt.slice(low, _PART), ac, np.full(n, 2 * _PEOPLE - 6, np.int32),
                np.full(n, _PEOPLE, np.int32), ac // 9, np.zeros(n, np.int32),
            ]  # fmt: skip
            arrays = [
                pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), rows.ROW_GROUP)
    manifest = Manifest(
        format=FORMAT, kind="nodes", number=1, assembly="GRCh38", made_at="2026-11-27T00:00:00Z",
        made_by="uppsala", software="bench", purpose="HOPERAT", min_frequency=0.0,
        floor_carriers=0, rows=len(contig), sha256=rows.sha256(place / VARIANTS),
        size=(place / VARIANTS).stat().st_size, longest_ref_bp=32,
        nodes=(NodePart(node="uppsala", state="answered", epoch=1, individuals=_PEOPLE),),
    )  # fmt: skip
    body, seal = sealed(manifest, NodeKey.new())
    (place / MANIFEST).write_bytes(body)
    (place / SEAL).write_bytes(seal)
    return place


def _alleles(genome: Path, sites: int) -> tuple[np.ndarray, np.ndarray, pa.Array, pa.Array]:
    """Sorted by place: alleles of the genome, and single bases in between."""
    rng = np.random.default_rng(6)
    own: list[tuple[np.ndarray, np.ndarray, pa.Array, pa.Array]] = []
    file = PassingFile(genome, assembly=Assembly.GRCh38, assert_normalised=True)
    for piece in file.each(lambda piece: piece):
        kept = np.flatnonzero(rng.random(len(piece)) < _SHARED)
        found = piece.aligned
        ref, alt = (
            pa.StringArray.from_buffers(
                len(each),
                pa.py_buffer(np.ascontiguousarray(each.edges)),
                pa.py_buffer(each.letters),
            ).take(pa.array(kept))
            for each in (found.ref, found.alt)
        )
        own.append((piece.contig[kept], found.position[kept], ref, alt))
    held = sum(len(part[0]) for part in own)
    contig, position = places(rng, sites - held)
    free = ~np.isin(_place(contig, position), np.concatenate([_place(*part[:2]) for part in own]))
    contig, position = contig[free], position[free]
    bases = pa.array(list("ACGT"))
    code = rng.integers(0, 4, len(contig))
    other = (code + rng.integers(1, 4, len(contig))) % 4
    spelled = (bases.take(pa.array(each)) for each in (code, other))
    own.append((contig, position, *spelled))
    contig, position = (np.concatenate([part[n] for part in own]) for n in (0, 1))
    ref, alt = (pa.concat_arrays([part[n] for part in own]) for n in (2, 3))
    order = np.argsort(_place(contig, position), kind="stable")
    index = pa.array(order)
    return contig[order], position[order], ref.take(index), alt.take(index)


def _place(contig: np.ndarray, position: np.ndarray) -> np.ndarray:
    return contig.astype(np.int64) << 32 | position


def _arrow(bases: Bases) -> pa.StringArray:
    letters, edges = (np.ascontiguousarray(each) for each in (bases.letters, bases.edges))
    return pa.StringArray.from_buffers(len(bases), pa.py_buffer(edges), pa.py_buffer(letters))


def write_vcf(place: Path) -> Path:
    """The rows of a release as a packed, indexed VCF of sites; kept."""
    out = place.parent / "table.vcf.gz"
    if out.with_name(out.name + ".tbi").exists():
        return out
    fields = {"AC": "Integer", "AN": "Integer", "AF": "Float", "HOM": "Integer", "HEMI": "Integer"}
    head = ["##fileformat=VCFv4.2"]
    head += [f"##contig=<ID={c},length={Assembly.GRCh38.length(c)}>" for c in CONTIGS]
    head += [
        f'##INFO=<ID=SAMVAR_{key},Number=A,Type={kind},Description="{key}">'
        for key, kind in fields.items()
    ]
    head.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    with out.open("wb") as sink:
        packer = subprocess.Popen(["bgzip", "-@2", "-l1", "-c"], stdin=subprocess.PIPE, stdout=sink)
        assert packer.stdin is not None
        packer.stdin.write(("\n".join(head) + "\n").encode())
        for batch in pq.ParquetFile(place / VARIANTS).iter_batches(_PART):
            packer.stdin.write(_lines(batch))
        packer.stdin.close()
        assert packer.wait() == 0
    subprocess.run(["tabix", "-p", "vcf", str(out)], check=True)
    return out


def _lines(batch: pa.RecordBatch) -> bytes:
    n = batch.num_rows
    ac, an, hom, hemi = (batch[name].to_numpy() for name in ("ac", "an", "hom", "hemi"))
    ref, alt = (np.array(batch[name].to_pylist(), dtype="S") for name in ("ref", "alt"))
    ratio = np.char.mod(b"%.6g", ac / an)
    return text(
        [
            np.array(CONTIGS, dtype="S5")[batch["contig"].to_numpy() - 1], b"\t",
            digits(batch["position"].to_numpy() + 1), b"\t.\t", ref, b"\t", alt,
            b"\t.\t.\tSAMVAR_AC=", digits(ac), b";SAMVAR_AN=", digits(an), b";SAMVAR_AF=", ratio,
            b";SAMVAR_HOM=", digits(hom), b";SAMVAR_HEMI=", digits(hemi), b"\n",
        ],
        n,
    )  # fmt: skip
