"""What is known of one patient: all kept calls, told by the release that a report speaks from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from samvar.focus.pharmacogenomics.analyse.agree import contradicted
from samvar.focus.pharmacogenomics.analyse.call import GeneCaller
from samvar.focus.pharmacogenomics.analyse.retell import Teller
from samvar.focus.pharmacogenomics.model import GeneCall, Source, SpokenFrom, Status
from samvar.focus.pharmacogenomics.records import Calls, StoredCall
from samvar.focus.pharmacogenomics.service.call import whole
from samvar.focus.pharmacogenomics.service.release import release_as_used
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Release
from samvar.model.errors import CorruptStore, NotFound
from samvar.model.genome import Assembly
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Results:
    """A patient's genes. sources: the release, and earlier ones where only those tell a gene.

    samples: all that a gene was told from, the one called last first.
    """

    genes: tuple[GeneCall, ...]
    sources: tuple[Source, ...]
    samples: tuple[SpokenFrom, ...]

    def spoken_from(self, genes: Sequence[GeneCall]) -> tuple[SpokenFrom, ...]:
        """The samples that these genes were told from, and no other gene of them."""
        names = {each.gene for each in genes}
        narrowed = (
            replace(each, genes=tuple(g for g in each.genes if g in names)) for each in self.samples
        )
        return tuple(each for each in narrowed if each.genes)


def results_of(node: NodeLike, person: str) -> tuple[StoredCall, ...]:
    """All kept calls of one person, newest first."""
    with node.records.read() as tx:
        return Calls(tx.connection).of_person(person)


def results_by(node: NodeLike, found: Sequence[StoredCall], release: Release) -> Results:
    """Every gene of the release as this person's calls tell it; found: newest first, at least one.

    A call by another release is told again from what was observed. Where the release cannot
    (it has no positions in that assembly, or not the gene), the call stands as it was, under the
    release that made it. Two samples that contradict each other are no result: one of them may
    be another person's.
    """
    knowledge = whole(release)
    known = {gene.name: gene for gene in knowledge.genes}
    tellers: dict[tuple[str, str], Teller] = {}
    earlier: dict[tuple[str, str], Source] = {}
    genes: dict[str, GeneCall] = {}
    samples: dict[str, SpokenFrom] = {}
    for name in dict.fromkeys(gene.gene for call in found for gene in call.genes):
        told: list[GeneCall] = []
        for call in _by_sample(found, name):
            _spoken(samples, call, name)
            was = next(each for each in call.genes if each.gene == name)
            key = (call.release, call.digest)
            if key == (release.name, release.digest):
                told.append(was)
                continue
            if not tellers:
                tellers[release.name, release.digest] = Teller(release.name, knowledge)
            if key not in tellers:
                tellers[key] = _teller(node, key)
            again = tellers[release.name, release.digest].tell(name, call, tellers[key])
            if again is None:
                earlier.setdefault(key, _source(node, key))
                note = f"told by release {call.release}: {release.name} cannot tell it again"
                again = replace(was, warnings=(*was.warnings, note))
            told.append(replace(again, least_depth=was.least_depth))
        genes[name] = _agreed(known.get(name), told)
    _add_untested(genes, known, found[0].assembly)
    own = Source(release.name, release.date, release.digest, release.licence, release.source)
    newest_first = sorted(samples.values(), key=lambda each: each.called, reverse=True)
    return Results(
        tuple(genes[name] for name in sorted(genes)), (own, *earlier.values()), tuple(newest_first)
    )


def _spoken(samples: dict[str, SpokenFrom], call: StoredCall, gene: str) -> None:
    """Note that a gene was told from a call's sample."""
    before = samples.get(call.sample)
    called = call.at if before is None else max(before.called, call.at)
    genes = (*(before.genes if before else ()), gene)
    samples[call.sample] = SpokenFrom(
        call.sample, call.assembly.value, called, tuple(sorted(genes))
    )


def _by_sample(found: Sequence[StoredCall], name: str) -> list[StoredCall]:
    """The newest call of each sample that says anything of a gene."""
    newest: dict[str, StoredCall] = {}
    for call in found:
        gene = call.gene(name)
        if gene is not None and gene.telling:
            newest.setdefault(call.sample, call)
    return list(newest.values())


def _agreed(gene: Gene | None, told: Sequence[GeneCall]) -> GeneCall:
    """The newest; ambiguous where an earlier sample of the patient contradicts it."""
    newest = told[0]
    for other in told[1:]:
        if gene is not None and contradicted(gene, newest, other):
            known = {each.name for each in newest.diplotypes}
            more = tuple(each for each in other.diplotypes if each.name not in known)
            note = (
                "two samples of this patient contradict each other, and one of them may be "
                "somebody else's: take a new sample"
            )
            return replace(
                newest,
                status=Status.AMBIGUOUS,
                diplotypes=(*newest.diplotypes, *more),
                phenotype=None,
                activity_score=None,
                warnings=(*newest.warnings, note),
            )
    return newest


def _add_untested(
    genes: dict[str, GeneCall], known: Mapping[str, Gene], assembly: Assembly
) -> None:
    """Genes of the release of which nothing was looked at are said to be so."""
    for name, gene in known.items():
        if name not in genes:
            caller = GeneCaller(gene, assembly)
            genes[name] = caller.call((None,) * len(caller.positions))


def _teller(node: NodeLike, key: tuple[str, str]) -> Teller:
    """The release that made a call; one that is gone is only missed for what was handed over."""
    try:
        return Teller(key[0], whole(release_as_used(node, *key)))
    except (NotFound, CorruptStore):
        return Teller(key[0], Knowledge(()))


def _source(node: NodeLike, key: tuple[str, str]) -> Source:
    try:
        used = release_as_used(node, *key)
    except (NotFound, CorruptStore):
        return Source(key[0], "", key[1], "", "")
    return Source(used.name, used.date, used.digest, used.licence, used.source)
