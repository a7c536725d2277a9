"""Loading: what counts, what is refused, and that a fault leaves nothing half-loaded."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import (
    BadFile,
    BadInput,
    Conflict,
    NotCallable,
    NotNormalised,
    Refused,
    UnknownAssembly,
    UsageError,
)
from samvar.model.genome import Assembly
from samvar.model.load import LoadReport, LoadRequest
from samvar.model.variant import Variant
from samvar.node.intake import load, rehearse
from samvar.node.node import Node
from samvar.store.records.loads import LoadState
from tests.node.conftest import WriteVcf


def counts(node: Node, text: str, scope: Scope = Scope.CARE) -> tuple[int, int, int, int, int]:
    """ac, an, hom, hemi, individuals of one variant."""
    snapshot = node.variants.snapshot()
    keys = snapshot.keys_of([Variant.parse(text, Assembly.GRCh38)])
    found = snapshot.counts(Assembly.GRCh38, keys, scope)
    row = (found.ac, found.an, found.hom, found.hemi, found.individuals)
    return tuple(int(column[0]) for column in row)  # type: ignore[return-value]


EXPECTED = [
    # variant              ac an hom hemi individuals   why
    ("1-1000-A-G", (3, 6, 1, 0, 3), "one het, one hom"),
    ("1-2000-C-T", (1, 4, 0, 0, 3), "BO has no call, though the site was looked at"),
    ("10-94781859-G-A", (2, 6, 0, 0, 3), "two het"),
    ("X-50000000-T-C", (2, 5, 0, 1, 3), "BO has one X"),
    ("2-1000-A-G", (0, 0, 0, 0, 0), "nobody looked there"),
]


@pytest.mark.parametrize(("variant", "expected", "why"), EXPECTED)
def test_a_cohort_counts_as_its_genotypes_say(
    node: Node,
    cohort: LoadRequest,
    bioinformatician: Asker,
    variant: str,
    expected: tuple[int, ...],
    why: str,
) -> None:
    load(node, cohort, bioinformatician)
    assert counts(node, variant) == expected, why


def test_the_report_accounts_for_every_record(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    report = load(node, cohort, bioinformatician)
    (file,) = report.files
    assert file.records == file.accepted + len(file.refused) + sum(file.skipped.values())
    assert (report.samples, report.individuals_counted, report.epoch) == (3, 3, 1)
    assert (report.assembly, report.assembly_from, report.normalised_by) == (
        "GRCh38",
        "stated",
        "asserted",
    )
    with node.records.read() as tx:
        (kept,) = tx.loads.of(state=LoadState.LIVE)
    assert msgspec.convert(kept.report, LoadReport) == report


def test_a_rehearsal_reports_and_keeps_nothing(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    report = rehearse(node, cohort, bioinformatician)
    assert report.files[0].accepted == 4
    assert node.variants.snapshot().epoch == 0
    with node.records.read() as tx:
        assert tx.loads.of() == ()
        assert tx.persons.count() == 0


def test_loading_a_sample_again_replaces_it(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, write_vcf: WriteVcf
) -> None:
    load(node, cohort, bioinformatician)
    later = write_vcf([("1", 1000, "A", "G", ("0/0", "0/0", "0/1"))], name="later.vcf")
    load(node, msgspec.structs.replace(cohort, files=(str(later),)), bioinformatician)
    assert counts(node, "1-1000-A-G") == (1, 6, 0, 0, 3)
    assert counts(node, "10-94781859-G-A") == (0, 0, 0, 0, 0)
    assert len(node.variants.snapshot().contributions) == 3


def test_one_person_counts_once_however_many_samples(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, cohort, bioinformatician)
    second = load(node, msgspec.structs.replace(cohort, dataset="again"), bioinformatician)
    assert second.individuals_counted == 0
    assert sum(second.not_counted.values()) == 3
    assert counts(node, "1-1000-A-G") == (3, 6, 1, 0, 3)


def test_people_are_counted_by_sex_area_status_and_assay(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, tmp_path: Path
) -> None:
    sheet = tmp_path / "status.tsv"
    sheet.write_text("sample\tsex\taffected\nANNA\tfemale\t2\nBO\tmale\t1\nCILLA\tfemale\t0\n")
    request = msgspec.structs.replace(cohort, sheet=str(sheet), area="rare_disease")
    load(node, request, bioinformatician)
    snapshot = node.variants.snapshot()
    people = {
        name: snapshot.individuals(Assembly.GRCh38, Scope.CARE, stratum=name)
        for name in ("", *snapshot.opened.sums[Assembly.GRCh38, Scope.CARE].strata())
    }
    assert people == {
        "": 3,
        "sex:female": 2,
        "sex:male": 1,
        "affected:affected": 1,
        "affected:unaffected": 1,
        "area:rare_disease": 3,
        "assay:sites": 3,
    }


def test_a_dataset_is_of_one_area(
    node: Node, cohort: LoadRequest, bioinformatician: Asker, write_vcf: WriteVcf
) -> None:
    load(node, msgspec.structs.replace(cohort, area="cancer"), bioinformatician)
    other = (str(write_vcf(samples=("DAN", "EVA", "FIA"), name="other.vcf")),)
    later = msgspec.structs.replace(cohort, files=other, sheet="")
    with pytest.raises(Conflict, match="another focus area"):
        load(node, msgspec.structs.replace(later, area="rare_disease"), bioinformatician)
    load(node, later, bioinformatician)
    assert (
        node.variants.snapshot().individuals(Assembly.GRCh38, Scope.CARE, stratum="area:cancer")
        == 6
    )


def test_an_area_that_is_none_is_refused(cohort: LoadRequest) -> None:
    with pytest.raises(UsageError, match="not a focus area"):
        msgspec.structs.replace(cohort, area="surgery").checked()


def test_a_tumour_never_enters_germline_counts(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    report = load(node, msgspec.structs.replace(cohort, tumour=("CILLA",)), bioinformatician)
    assert report.not_counted == {"tumour": 1}
    assert counts(node, "1-1000-A-G") == (1, 4, 0, 0, 2)


def test_people_who_said_no_to_research_count_for_care_only(
    node: Node, cohort: LoadRequest, bioinformatician: Asker
) -> None:
    load(node, msgspec.structs.replace(cohort, research=False), bioinformatician)
    assert counts(node, "1-1000-A-G", Scope.CARE)[0] == 3
    assert counts(node, "1-1000-A-G", Scope.RESEARCH) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("persona", ["researcher", "patient", "auditor", "coordinator"])
def test_who_may_not_load_is_refused_and_written_down(
    node: Node, cohort: LoadRequest, persona: str
) -> None:
    with pytest.raises(Refused):
        load(node, cohort, Asker.of(PERSONAS[persona]))
    with node.records.read() as tx:
        (entry,) = tx.audit.page()
    assert (entry.entry.person, entry.entry.verb, entry.entry.outcome) == (
        persona,
        "load",
        "refused",
    )
    assert node.variants.snapshot().epoch == 0


def change(**fields: object) -> dict[str, object]:
    return fields


WRONG = [
    # change to the request                         error            why
    (change(files=()), UsageError, "no file"),
    (change(dataset=" "), UsageError, "no dataset"),
    (change(assay="guess"), UsageError, "no such assay"),
    (change(assembly="hg99"), UnknownAssembly, "no such assembly"),
    (change(assembly=""), UnknownAssembly, "nothing says the assembly"),
    (change(assert_normalised=False), NotNormalised, "no reference, nothing asserted"),
    (change(tumour=("DORA",)), BadInput, "the tumour is not in the file"),
    (change(files=("missing.vcf",)), BadFile, "no such file"),
]


@pytest.mark.parametrize(("fields", "error", "why"), WRONG)
def test_a_request_that_cannot_be_is_refused_and_leaves_nothing(
    node: Node,
    cohort: LoadRequest,
    bioinformatician: Asker,
    fields: dict[str, object],
    error: type[Exception],
    why: str,
) -> None:
    with pytest.raises(error):
        load(node, msgspec.structs.replace(cohort, **fields), bioinformatician)
    assert node.variants.snapshot().epoch == 0, why
    with node.records.read() as tx:
        assert tx.samples.count() == 0
        assert tx.persons.count() == 0
        outcomes = [row.entry.outcome for row in tx.audit.page()]
    assert outcomes == ["failed", "allowed"]


def test_one_plain_genome_must_say_where_it_was_callable(
    node: Node, bioinformatician: Asker, write_vcf: WriteVcf, tmp_path: Path
) -> None:
    path = write_vcf([("1", 1000, "A", "G", ("0/1",))], samples=("ANNA",))
    request = LoadRequest(
        dataset="one", files=(str(path),), assembly="GRCh38", assert_normalised=True
    )
    with pytest.raises(NotCallable, match="BED"):
        load(node, request, bioinformatician)
    target = tmp_path / "target.bed"
    target.write_text("1\t900\t1100\n2\t0\t10\n")
    load(node, msgspec.structs.replace(request, callable_bed=str(target)), bioinformatician)
    assert counts(node, "1-1000-A-G") == (1, 2, 0, 0, 1)
    assert counts(node, "2-5-A-G") == (0, 2, 0, 0, 1)
    assert counts(node, "2-11-A-G") == (0, 0, 0, 0, 0)


def test_a_whole_genome_may_be_stated_and_the_report_says_so(
    node: Node, bioinformatician: Asker, write_vcf: WriteVcf
) -> None:
    path = write_vcf([("1", 1000, "A", "G", ("0/1",))], samples=("ANNA",))
    report = load(
        node,
        LoadRequest(
            dataset="one",
            files=(str(path),),
            assembly="GRCh38",
            assert_normalised=True,
            assay="genome",
        ),
        bioinformatician,
    )
    assert report.callable_from == "stated"
    assert counts(node, "22-20000000-A-G") == (0, 2, 0, 0, 1)
