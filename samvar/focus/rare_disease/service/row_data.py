"""A row of small variants as the JSON value that is promised to readers."""

from __future__ import annotations

from typing import Any

from samvar.focus.rare_disease.model.listing import SmallRow


def row_data(row: SmallRow) -> dict[str, Any]:
    """A row as the JSON value that is promised to readers."""
    severe = row.told.severe
    return {
        "variant": str(row.variant),
        "line": row.line,
        "id": row.id,
        "score": row.score,
        "rank_result": list(row.rank_result),
        "genes": list(row.told.genes),
        "symbols": list(row.told.symbols),
        "consequence": None if severe is None else severe.most_severe,
        "transcript": None if severe is None else severe.transcript,
        "hgvs_c": None if severe is None else severe.hgvs_c,
        "hgvs_p": None if severe is None else severe.hgvs_p,
        "frequencies": dict(row.told.frequencies),
        "clinvar": row.clinvar.name.lower(),
        "passed": row.passed,
        "quality": row.quality,
        "models": [each.value for each in row.met],
        "open": [each.value for each in row.open],
        "members": [
            {"name": each.member, "genotype": each.genotype, "copies": each.copies,
             "quality": each.quality, "reads": each.reads, "against": each.against}
            for each in row.carried
        ],
    }  # fmt: skip
