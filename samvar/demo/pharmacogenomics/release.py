"""A second release for recall and diff to show something: invented, and named so."""

from __future__ import annotations

import msgspec

from samvar.demo.pharmacogenomics.case import HAPB3
from samvar.knowledge.pharmacogenomics.model import Function, Gene, Knowledge, Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.release import make

_NAME, _DATE = "demo-next-2027-01-15", "2027-01-15"


def next_release() -> Release:
    """samvar's own release but for one fact that nobody has found: HapB3 has no function.

    >>> from samvar.knowledge.pharmacogenomics.diff import diff
    >>> [(each.item, each.old, each.new) for each in diff(own_release(), next_release())]
    [('c.1129-5923C>G, c.1236G>A (HapB3)', 'Decreased function 0.5', 'No function 0.0')]
    """
    own = own_release()
    genes = tuple(
        _changed(gene) if gene.name == "DPYD" else gene for gene in own.knowledge.genes
    )  # fmt: skip
    return make(
        _NAME,
        _DATE,
        own.licence,
        f"INVENTED for the demo, not knowledge: {own.name} with DPYD HapB3 taken for no function",
        Knowledge(genes, own.knowledge.recommendations),
    )


def _changed(gene: Gene) -> Gene:
    functions = tuple(
        Function(each.name, "No function", "0.0", "0.0") if each.name == HAPB3 else each
        for each in gene.functions
    )
    return msgspec.structs.replace(gene, functions=functions, note="invented for the demo")
