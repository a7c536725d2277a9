"""Ways to public resources: by the variant or its gene, and never by anything of the patient.

Whoever follows one tells that site which variant or gene somebody looks at. Nothing is fetched
before that, and no address of ours is passed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from samvar.focus.rare_disease.model.row import Annotated
from samvar.model.genome import Assembly
from samvar.model.variant import Variant


@dataclass(frozen=True, slots=True)
class Link:
    """words: the resource's name. tells: what it learns, a variant or a gene or a place."""

    words: str
    href: str
    tells: str


def variant_links(variant: Variant, told: Annotated) -> tuple[Link, ...]:
    """Links of a small variant and of its genes."""
    old = variant.assembly is Assembly.GRCh37
    name = str(variant)
    found = [
        Link("gnomAD", f"https://gnomad.broadinstitute.org/variant/{name}?dataset="
             f"{'gnomad_r2_1' if old else 'gnomad_r4'}", name),
        Link("ClinVar", "https://www.ncbi.nlm.nih.gov/clinvar/?term="
             + quote(f"{variant.contig}[chr] AND {variant.position + 1}"
                     f"[{'chrpos37' if old else 'chrpos38'}]"), name),
    ]  # fmt: skip
    return (
        *found,
        *place_links(variant.assembly, variant.contig, variant.position, variant.end),
        *gene_links(told),
    )


def place_links(assembly: Assembly, contig: str, start: int, end: int) -> tuple[Link, ...]:
    """Links of a stretch, 0-based half-open."""
    old = assembly is Assembly.GRCh37
    place = f"{contig}:{start + 1}-{max(end, start + 1)}"
    host = "grch37.ensembl.org" if old else "www.ensembl.org"
    ucsc = "M" if contig == "MT" else contig
    return (
        Link("Ensembl", f"https://{host}/Homo_sapiens/Location/View?r={place}", place),
        Link("UCSC", "https://genome.ucsc.edu/cgi-bin/hgTracks?db="
             f"{'hg19' if old else 'hg38'}&position=chr{ucsc}:{start + 1}-{max(end, start + 1)}",
             place),
    )  # fmt: skip


def gene_links(told: Annotated) -> tuple[Link, ...]:
    """Links of the genes, three at most."""
    found = []
    hgnc = {each.gene: each.hgnc_id for each in told.consequences if each.hgnc_id}
    for symbol in told.symbols[:3]:
        if symbol in hgnc:
            found.append(Link(f"HGNC {symbol}", "https://www.genenames.org/data/gene-symbol-report/"
                              f"#!/hgnc_id/{quote(hgnc[symbol])}", symbol))  # fmt: skip
        found += [
            Link(f"OMIM {symbol}", f"https://omim.org/search?search={quote(symbol)}", symbol),
            Link(f"PanelApp {symbol}", "https://panelapp.genomicsengland.co.uk/panels/entities/"
                 f"{quote(symbol)}", symbol),
        ]  # fmt: skip
    return tuple(found)
