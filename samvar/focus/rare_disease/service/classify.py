"""Classify variants from facts or stated criteria, on files and without a node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from msgspec import UNSET

from samvar import __version__
from samvar.focus.rare_disease.analyse.acmg.classify import classify
from samvar.focus.rare_disease.analyse.acmg.prior import without_phenotype
from samvar.focus.rare_disease.analyse.acmg.submit import BY_ACMG, record
from samvar.focus.rare_disease.analyse.acmg.suggest import suggest
from samvar.focus.rare_disease.analyse.copy_number.classify import choose
from samvar.focus.rare_disease.analyse.copy_number.classify import classify as sum_up
from samvar.focus.rare_disease.analyse.copy_number.classify import suggest as suggest_copies
from samvar.focus.rare_disease.analyse.copy_number.hits import hits_in
from samvar.focus.rare_disease.model.classification import History
from samvar.focus.rare_disease.model.classified import Result
from samvar.focus.rare_disease.model.copy_number import CopyFacts, CopyResult
from samvar.focus.rare_disease.model.facts import Facts, known
from samvar.focus.rare_disease.model.verdict import Verdict, not_met, parse_label
from samvar.focus.rare_disease.rules.acmg.criteria import SVI_RARE
from samvar.focus.rare_disease.rules.acmg.shelf import read_folder, rules_for
from samvar.formats.clingen import read_dosage
from samvar.formats.clinvar.submission import (
    Coordinates,
    Submission,
    SubmittedVariant,
    read_submission,
    write_submission,
)
from samvar.formats.gff3.read import read_gff3
from samvar.formats.json_located import Located
from samvar.formats.replacing import replacing
from samvar.model.dosage import DosageMap
from samvar.model.errors import BadInput
from samvar.model.genome import Assembly, Interval
from samvar.model.variant import Variant

PROGRAM = f"samvar {__version__}"
PM2_MODERATE = f"PM2 counts as moderate here, as it was stated; it is supporting since: {SVI_RARE}"


@dataclass(frozen=True, slots=True)
class Classified:
    """A result, how it came about, and by which rules. p_acmg: without the phenotype, 0-1."""

    result: Result
    history: History
    rules: tuple[str, ...]
    note: str
    p_acmg: float
    facts: Facts | None = None


def classify_labels(labels: Iterable[str]) -> Classified:
    """From criteria that somebody states.

    Raises:
        BadInput: no such criterion, or one twice.
    """
    verdicts = tuple(parse_label(label) for label in labels)
    result = classify(verdicts)
    note = PM2_MODERATE if "PM2" in result.labels else ""
    return Classified(result, History(), (), note, without_phenotype(verdicts))


def classify_facts(
    facts: Facts,
    *,
    rules: Path | None = None,
    says: Sequence[str] = (),
    denies: Sequence[str] = (),
    by: str = "",
    why: str = "",
) -> Classified:
    """From facts: suggested under the gene's rules, then as a person sees it.

    rules: a folder of a laboratory's own. says: labels that hold; denies: codes that do not, both
    by the person `by` for the reason `why`.

    Raises:
        BadInput: no such criterion, or no reason. BadFile, NotFound: as of the rules.
    """
    held = rules_for(
        facts.gene, known(facts.inheritance), read_folder(rules) if rules is not None else ()
    )
    now = datetime.now(UTC)
    history = History().suggest(suggest(facts, held), by=PROGRAM, at=now, rules=held.names)
    words = [parse_label(label, why) for label in says] + [_denied(code, why) for code in denies]
    for verdict in words:
        history = history.set(verdict, by=by, at=now, why=why)
    result = classify(history.verdicts)
    return Classified(
        result, history, held.names, held.note, without_phenotype(history.verdicts), facts
    )


def read_facts(path: Path) -> Facts:
    """Facts from a JSON file.

    Raises:
        BadFile: not JSON, or not facts; with the line.
    """
    return Located(path).shaped(Facts, "facts of a variant")


def read_copy_facts(path: Path) -> CopyFacts:
    """Facts of a copy-number variant from a JSON file.

    Raises:
        BadFile: not JSON, or not such facts; with the line.
    """
    return Located(path).shaped(CopyFacts, "facts of a copy-number variant")


def classify_copies(
    facts: CopyFacts,
    place: Interval,
    assembly: Assembly,
    *,
    dosage: Sequence[Path] = (),
    genes: Path | None = None,
    chosen: Sequence[tuple[str, int]] = (),
    why: str = "",
) -> CopyResult:
    """A copy-number variant by the metric of 2020.

    dosage: ClinGen's files of this assembly. genes: a GFF3 of it, for the genes that are hit, where
    the facts do not name them. chosen: items and hundredths that a person gives for
    the reason `why`, instead of what is suggested.

    Raises:
        BadInput: points that an item cannot have. BadFile, UnknownAssembly: as of the files.
    """
    held: DosageMap | None = None
    for path in dosage:
        read = read_dosage(path, assembly)
        held = read if held is None else held.joined(read)
    if genes is not None and facts.hits is UNSET:
        hits = hits_in(read_gff3(genes, assembly), place)
        facts = msgspec.structs.replace(facts, hits=hits)
    own = {item: choose(facts.change, item, points, why) for item, points in chosen}
    suggested = suggest_copies(facts, place, held)
    return sum_up(facts.change, (own.get(line.item, line) for line in suggested))


def write_clinvar(
    path: Path, classified: Classified, variant: Variant, condition: str, day: date
) -> None:
    """A submission of one record to a file, checked.

    Raises:
        BadInput: it does not hold to ClinVar's rules.
    """
    facts = classified.facts
    made = record(
        classified.result,
        variant,
        [condition],
        evaluated=day,
        gene=facts.gene if facts else "",
        inheritance=known(facts.inheritance) if facts else None,
    )
    whole = Submission(germline_submission=(made,), assertion_criteria=BY_ACMG)
    raw = write_submission(whole)
    with replacing(path) as new:
        new.write_bytes(raw)


def submitted(path: Path) -> list[tuple[str, str, str, str]]:
    """What a submission says, once it is checked: variant, condition, class, new or update.

    Raises:
        BadFile: a rule that it breaks, with its line.
    """
    return [
        (
            ", ".join(_named(each) for each in record.variant_set.variant),
            ", ".join(str(each.name or each.id) for each in record.condition_set.condition),
            record.germline_classification.germline_classification_description,
            record.record_status,
        )
        for record in read_submission(path).germline_submission
    ]


def _named(variant: SubmittedVariant) -> str:
    place = variant.chromosome_coordinates
    if not isinstance(place, Coordinates):
        return str(variant.hgvs)
    where = f"{place.chromosome or place.accession}-{place.start or place.outer_start}"
    if not place.reference_allele:
        return f"{where}-{place.stop or place.outer_stop} {variant.variant_type}"
    return f"{where}-{place.reference_allele}-{place.alternate_allele}"


def _denied(code: str, why: str) -> Verdict:
    if "_" in code:
        raise BadInput(f"'{code[:20]}' has a strength", remedy="deny a criterion by its code")
    return not_met(parse_label(code).criterion, why)
