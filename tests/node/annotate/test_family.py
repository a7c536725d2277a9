"""The case's own family is taken out exactly as it was counted, or stays in and is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.contribution import Scope
from samvar.model.errors import BadFile, Conflict, UsageError
from samvar.model.load import LoadRequest
from samvar.node.annotate.fields import COUNTS
from samvar.node.intake import load
from samvar.node.site import Site
from samvar.node.withdraw import opt_out, withdraw
from tests.node.annotate.conftest import Run
from tests.node.conftest import WriteVcf
from tests.node.test_intake import counts
from tests.node.test_withdraw import person_called

VARIANTS = ("1-1000-A-G", "1-2000-C-T", "10-94781859-G-A", "X-50000000-T-C")
EVERY = "ac,an,hom,hemi,individuals"


def told(row: dict[str, tuple[int, ...]], prefix: str) -> tuple[int, ...]:
    return tuple(
        row[f"{prefix}{name.upper()}"][0] for name in ("ac", "an", "hom", "hemi", "individuals")
    )


def test_the_family_of_the_files_samples_leaves_as_if_withdrawn(
    run: Run, write_vcf: WriteVcf, site: Site, bioinformatician: Asker
) -> None:
    """ANNA and BO are of one family: what is left is CILLA, on X too, where BO has one copy."""
    rows, done = run(write_vcf(samples=("ANNA", "x", "y")), fields=EVERY)
    assert (done.family, done.left_in) == (2, 0)
    node = site.nodes["stockholm"]
    withdraw(node, tuple(person_called(node, name) for name in ("ANNA", "BO")), bioinformatician)
    for row, variant in zip(rows, VARIANTS, strict=True):
        assert told(row, "SAMVAR_") == told(row, "SAMVAR_LOCAL_") == counts(node, variant)


def test_an_allele_of_the_family_alone_is_zero_elsewhere(run: Run, write_vcf: WriteVcf) -> None:
    rows, _ = run(write_vcf(samples=("BO", "x", "y")))
    assert rows[2]["SAMVAR_AC"] == (0,)
    assert rows[2]["SAMVAR_AN"] == (2,)
    assert rows[2]["SAMVAR_AF"] == (0.0,)


def test_a_pedigree_names_those_who_are_taken_out(
    run: Run, write_vcf: WriteVcf, tmp_path: Path
) -> None:
    ped = tmp_path / "f.ped"
    ped.write_text("F\tCILLA\t0\t0\t2\t2\nF\tNOBODY\t0\t0\t1\t1\n")
    rows, done = run(write_vcf(samples=("ANNA", "BO", "x")), family=str(ped), fields=EVERY)
    assert done.family == 1
    assert told(rows[0], "SAMVAR_") == (1, 4, 0, 0, 2)
    ped.write_text("F\tCILLA\t0\n")
    with pytest.raises(BadFile, match=r"f\.ped, line 1"):
        run(write_vcf(), family=str(ped))


def test_strangers_and_none_take_nobody_out(run: Run, write_vcf: WriteVcf) -> None:
    for change in ({"family": "none"}, {}):
        rows, done = run(write_vcf(samples=("x", "y", "z")), fields=EVERY, **change)
        assert (done.family, told(rows[0], "SAMVAR_")) == (0, (3, 6, 1, 0, 3))


def test_who_came_after_the_release_is_taken_out_of_here_only(
    run: Run, write_vcf: WriteVcf, site: Site, bioinformatician: Asker
) -> None:
    later = [("1", 1000, "A", "G", ("1/1",))]
    request = LoadRequest(
        dataset="later",
        files=(str(write_vcf(later, ("DORA",), "later.vcf")),),
        assembly="GRCh38",
        assert_normalised=True,
        assay="genome",
    )
    load(site.nodes["stockholm"], request, bioinformatician)
    rows, done = run(write_vcf(samples=("DORA", "x", "y")), fields=EVERY)
    assert done.family == 0
    assert told(rows[0], "SAMVAR_") == told(rows[0], "SAMVAR_LOCAL_") == (3, 6, 1, 0, 3)


def test_who_left_or_decided_since_the_release_cannot_be_told_apart(
    run: Run, write_vcf: WriteVcf, site: Site, bioinformatician: Asker, cohort: LoadRequest
) -> None:
    node = site.nodes["stockholm"]
    opt_out(node, person_called(node, "BO"), Scope.CARE, bioinformatician)
    with pytest.raises(Conflict, match="since the release was made"):
        run(write_vcf(samples=("ANNA", "x", "y")))
    site.release(node.id)
    with pytest.raises(Conflict):  # the choice may have come while the release was being made
        run(write_vcf(samples=("ANNA", "x", "y")))
    rows, _ = run(write_vcf(samples=("CILLA", "x", "y")), fields=EVERY)
    assert told(rows[0], "SAMVAR_") == (1, 2, 0, 0, 1)
    load(node, cohort, bioinformatician)
    with pytest.raises(Conflict):
        run(write_vcf(samples=("CILLA", "x", "y")))


def test_who_has_closed_the_record_stays_in_and_is_counted(
    run: Run, write_vcf: WriteVcf, site: Site
) -> None:
    """With and without somebody the figures differ by their genotypes: a block holds for that."""
    node = site.nodes["stockholm"]
    anna = person_called(node, "ANNA")
    with node.records.begin() as tx:
        tx.choices.add(Choice(anna, Use.UNIT, False, utc_now(), "usr_1", "elsewhere"))
    rows, done = run(write_vcf(samples=("ANNA", "x", "y")), fields=EVERY)
    assert (done.family, done.left_in) == (1, 1)
    assert told(rows[0], "SAMVAR_") == (3, 4, 1, 0, 2)
    with node.records.read() as tx:
        about = {one.entry.outcome for one in tx.audit.page(subject=anna, limit=5)}
    assert "refused" in about


def test_each_relative_finds_the_look_in_the_log(run: Run, write_vcf: WriteVcf, site: Site) -> None:
    run(write_vcf(samples=("ANNA", "x", "y")))
    node = site.nodes["stockholm"]
    with node.records.read() as tx:
        for name in ("ANNA", "BO"):
            (entry,) = tx.audit.page(subject=person_called(node, name), limit=5)
            assert (entry.entry.verb, entry.entry.outcome) == ("annotate-family", "allowed")


def test_research_takes_no_family_out(run: Run, write_vcf: WriteVcf, tmp_path: Path) -> None:
    asker = Asker(PERSONAS["researcher"], Purpose.HRESCH, None)
    with pytest.raises(UsageError, match="under care only"):
        run(write_vcf(), asker, family=str(tmp_path / "f.ped"))


def test_columns_of_a_source_are_in_one_order() -> None:
    assert set(EVERY.split(",")) == set(COUNTS)
