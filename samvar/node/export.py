"""Taking counts out of a node as a file: TSV, Parquet or VCF, each saying where it is from."""

from __future__ import annotations

import io
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

import samvar
from samvar.formats.vcf.write import SiteRow, write_sites
from samvar.govern.act import permit
from samvar.govern.identity import Asker
from samvar.model.clock import iso, utc_now
from samvar.model.errors import UsageError
from samvar.model.genome import Assembly
from samvar.node.ledger import tell_rows
from samvar.node.node import Node
from samvar.node.query import variant_table

FORMATS = ("tsv", "parquet", "vcf")


def export(
    node: Node, assembly: Assembly, form: str, asker: Asker, out: BinaryIO
) -> dict[str, str]:
    """Write every allele of this node's people, with its counts, to `out`.

    Only contributions that may serve the asker's purpose are in it. Positions are 1-based.
    Returns the provenance that is also in the file.

    Raises:
        Refused: the person may not take data out. UsageError: another format.
    """
    if form not in FORMATS:
        raise UsageError(f"'{form[:20]}' is not a format", remedy=f"use {', '.join(FORMATS)}")
    permit(node, asker, "export:data", f"export-{form}")
    snapshot = node.variants.snapshot()
    scope = asker.purpose.scope
    provenance = {
        "source": f"samvar {samvar.__version__}, node {node.id}",
        "assembly": assembly.value,
        "epoch": str(snapshot.epoch),
        "individuals": str(snapshot.individuals(assembly, scope)),
        "purpose": asker.purpose.value,
        "made": iso(utc_now()),
    }
    table = variant_table(snapshot, scope, assembly)
    tell_rows(node, asker, table.num_rows)  # a list of all there is, exact
    if form == "parquet":
        pq.write_table(table.replace_schema_metadata(provenance), out, compression="zstd")
    elif form == "tsv":
        out.write("".join(f"# {k}: {v}\n" for k, v in provenance.items()).encode())
        pa.csv.write_csv(table, out, pa.csv.WriteOptions(delimiter="\t", quoting_style="none"))
    else:
        write_sites(out, _site_rows(table), assembly, provenance)
    return provenance


def export_bytes(node: Node, assembly: Assembly, form: str, asker: Asker) -> bytes:
    """The same, in memory; for a download."""
    out = io.BytesIO()
    export(node, assembly, form, asker, out)
    return out.getvalue()


def _site_rows(table: pa.Table) -> list[SiteRow]:
    return [
        SiteRow(
            contig=row["contig"],
            position=row["pos"] - 1,
            ref=row["ref"],
            alt=row["alt"],
            info={
                "AC": row["ac"],
                "AN": row["an"],
                "AF": row["af"],
                "nhomalt": row["hom"],
                "nhemi": row["hemi"],
                "individuals": row["individuals"],
            },
        )
        for row in table.to_pylist()
    ]
