"""A real node with called patients, and releases made from samvar's own by one change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from samvar.focus.pharmacogenomics.model import Occasion, Report
from samvar.focus.pharmacogenomics.service import NewOrder, call_into, place_order, sign_report
from samvar.govern.identity import PERSONAS, Asker
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Release
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.release import make, write
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.load import LoadRequest
from samvar.node.build import init_node
from samvar.node.intake import load_files
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.node.withdraw import withdraw

DATASET = "ward"
Genotypes = Mapping[str, str | None]
"""Position -> GT, other positions being 0/0; None leaves the position out."""


class Laboratory:
    """One node, its pharmacist, and what they do in these tests."""

    def __init__(self, site: Site, folder: Path, centre: str) -> None:
        self.site, self.folder = site, folder
        self.node: Node = site.nodes[centre]
        self.pharmacist = self.asker("pharmacist")
        self._loaded: dict[str, Genotypes] = {}

    def asker(self, persona: str) -> Asker:
        """A persona employed at this node's centre."""
        return Asker.of(PERSONAS[persona].at(self.node.id))

    def load(self, assembly: Assembly = Assembly.GRCh38, **patients: Genotypes) -> None:
        """Load patients by their labels; their pharmacogenes are called on the way."""
        request = LoadRequest(
            dataset=f"{DATASET}-{assembly.value}",
            files=(str(self.vcf(patients, assembly)),),
            assert_normalised=True,
            assay="sites",
        )
        self._loaded.update(patients)
        load_files(self.node, request.checked(), "test")

    def call_outside(self, label: str, rows: str) -> None:
        """Call a loaded patient again, with outside calls: lines of gene, diplotype, phenotype."""
        path = self.folder / "outside.tsv"
        path.write_text(rows)
        call_into(
            self.node,
            [self.vcf({label: self._loaded[label]}, Assembly.GRCh38)],
            Assembly.GRCh38,
            f"{DATASET}-GRCh38",
            self.pharmacist,
            outside=path,
        )

    def vcf(self, patients: Mapping[str, Genotypes], assembly: Assembly) -> Path:
        """A VCF of these patients at every position of samvar's own release."""
        head = ["##fileformat=VCFv4.3"]
        head += [
            f"##contig=<ID={c},length={assembly.length(c)},assembly={assembly.value}>"
            for c in CONTIGS
        ]
        head.append('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">')
        columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT"
        head.append("\t".join([columns, *patients]))
        rows = []
        for gene in own_release().knowledge.genes:
            for position in gene.positions:
                site = position.sites[assembly.value]
                cells = [each.get(position.id, "0/0") or "./." for each in patients.values()]
                fixed = (site.contig, site.position + 1, ".", site.ref, position.alts[0])
                rows.append((*fixed, ".", "PASS", ".", "GT", *cells))
        rows.sort(key=lambda row: (CONTIGS.index(row[0]), row[1]))
        path = self.folder / f"{assembly.value}.vcf"
        path.write_text("\n".join([*head, *("\t".join(map(str, row)) for row in rows)]) + "\n")
        return path

    def shelve(self, release: Release) -> str:
        """Put a release on the node's shelf; returns its name."""
        write(release, self.node.knowledge_shelf)
        return release.name

    def report(self, label: str, drug: str = "capecitabine") -> Report:
        """Order, and sign what is known."""
        new = NewOrder(label, self.node.centre.regions[0], (Occasion(drug),))
        order = place_order(self.node, new, self.pharmacist)
        return sign_report(self.node, order.id, self.pharmacist)

    def withdraw(self, label: str) -> None:
        """Take a whole person out."""
        with self.node.records.read() as tx:
            person = tx.persons.by_labels([label])[label].id
        withdraw(self.node, (person,), self.asker("geneticist"))


@contextmanager
def laboratory(
    folder: Path, centre: str = "uppsala", others: Sequence[str] = ()
) -> Iterator[Laboratory]:
    """An empty node of a centre, open while this lasts. others: centres with a node beside it."""
    for one in (centre, *others):
        init_node(folder / one, one)
    site = Site.open(folder if others else folder / centre)
    try:
        yield Laboratory(site, folder, centre)
    finally:
        site.close()


def changed(name: str, gene: str, change: Callable[[Gene], Gene]) -> Release:
    """samvar's own release with one gene changed, under another name."""
    own = own_release()
    genes = tuple(change(g) if g.name == gene else g for g in own.knowledge.genes)
    return remade(name, Knowledge(genes, own.knowledge.recommendations))


def remade(name: str, knowledge: Knowledge) -> Release:
    """A release of these facts."""
    own = own_release()
    return make(name, "2026-12-01", own.licence, own.source, knowledge)


def with_function(allele: str, like: str) -> Callable[[Gene], Gene]:
    """A gene in which an allele does what another one does."""

    def change(gene: Gene) -> Gene:
        model = next(each for each in gene.functions if each.name == like)
        return replace(
            gene,
            functions=tuple(
                replace(model, name=allele) if each.name == allele else each
                for each in gene.functions
            ),
        )

    return change
