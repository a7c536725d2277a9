"""The genes behind diseases, from genes_to_disease.txt or, where it is missing, genes_to_phenotype.

Both are published with the ontology. The first says of each link whether it is Mendelian; the
second has the same links without that.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from samvar.knowledge.phenotype.lines import Lines
from samvar.knowledge.phenotype.model import Gene, GeneLinks

TO_DISEASE = ("ncbi_gene_id", "gene_symbol", "association_type", "disease_id", "source")
TO_PHENOTYPE = (
    "ncbi_gene_id", "gene_symbol", "hpo_id", "hpo_name", "frequency", "disease_id",
)  # fmt: skip


def read_links(path: Path, diseases: Mapping[str, int], hgnc: Mapping[str, str]) -> GeneLinks:
    """Links to the diseases that have annotations; each once, in the order of the file.

    diseases: the number of each id. hgnc: HGNC ids by symbol, of genes for which one is known.

    Raises:
        NotFound: there is no such file.
        BadFile: neither kind of columns, or a line of another length; with line and column.
    """
    lines = Lines(path)
    columns: tuple[str, ...] = ()
    found: dict[tuple[str, str, int], str] = {}
    for number, line in lines:
        cells = line.split("\t")
        if number == 1:
            columns = tuple(cells)
            if columns not in (TO_DISEASE, TO_PHENOTYPE):
                raise lines.fault("the columns are those of no file of gene links", 1, 1)
            at = columns.index("disease_id")
            kind_at = columns.index("association_type") if columns == TO_DISEASE else None
            continue
        if len(cells) != len(columns):
            raise lines.fault(f"the line has {len(cells)} cells and not {len(columns)}", number, 1)
        if (disease := diseases.get(cells[at])) is not None:
            ncbi = cells[0].removeprefix("NCBIGene:")
            kind = "" if kind_at is None else cells[kind_at]
            found.setdefault((ncbi, cells[1], disease), kind)
    numbers: dict[tuple[str, str], int] = {}
    gene = [numbers.setdefault((ncbi, symbol), len(numbers)) for ncbi, symbol, _ in found]
    return GeneLinks(
        genes=tuple(Gene(symbol, ncbi, hgnc.get(symbol)) for ncbi, symbol in numbers),
        gene=np.array(gene, np.int32),
        disease=np.array([disease for _, _, disease in found], np.int32),
        kind=tuple(found.values()),
    )
