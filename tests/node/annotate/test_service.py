"""Who is told which figures: care, research, and whoever may not ask."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.model.errors import NotFound, NotNormalised, Refused, UsageError
from samvar.model.genome import Assembly
from samvar.network.release.table import ALLELES
from samvar.node.annotate import AnnotateRequest, annotate
from samvar.node.annotate.fields import FIELDS
from samvar.node.node import Node
from samvar.node.site import Site
from tests.node.annotate.conftest import Run
from tests.node.conftest import RECORDS, WriteVcf

STRANGER = [*RECORDS, ("1", 3000, "A", "T", ("0/1", "0/0", "0/0"))]


def entries(node: Node) -> list[tuple[str, str]]:
    with node.records.read() as tx:
        return [(one.entry.verb, one.entry.outcome) for one in tx.audit.page(limit=50)]


def test_care_is_told_the_nation_and_its_own_people(run: Run, write_vcf: WriteVcf) -> None:
    rows, done = run(write_vcf(), family="none")
    first = {key: value[0] for key, value in rows[0].items()}
    national = {"AC": 3, "AN": 6, "AF": 0.5, "HOM": 1, "HEMI": 0, "CARRIERS": 2}
    assert first == {
        **{f"SAMVAR_{key}": value for key, value in national.items()},
        **{f"SAMVAR_LOCAL_{key}": value for key, value in national.items()},
    }
    assert rows[3]["SAMVAR_HEMI"] == (1,)
    assert (done.family, done.left_in, done.found) == (0, 0, {"SAMVAR": 4, "SAMVAR_LOCAL": 4})


def test_unknown_is_not_zero_but_nobody_among_those_looked_at_is(
    run: Run, write_vcf: WriteVcf
) -> None:
    """The release lists what was seen; the node knows whom it has looked at."""
    known = [("1", 1000, "A", "T", ("0/1", "0/0", "0/0"))]
    rows, _ = run(write_vcf([*known, STRANGER[-1]]), family="none")
    assert {
        key: value for key, value in rows[0].items() if key in ("SAMVAR_AC", "SAMVAR_LOCAL_AC")
    } == {"SAMVAR_LOCAL_AC": (0,)}
    assert rows[0]["SAMVAR_LOCAL_AN"] == (6,)
    assert rows[1] == {}


def test_research_is_told_the_public_release_alone(
    run: Run, write_vcf: WriteVcf, research: Asker, site: Site
) -> None:
    node = site.nodes["stockholm"]
    last = site.releases.newest("public", Assembly.GRCh38)
    assert last is not None
    next_one = msgspec.structs.replace(last.manifest, number=site.releases.next_number())
    row = {"contig": 1, "position": 999, "ref": "A", "alt": "G", "ac": 30, "an": 600}
    table = pa.Table.from_pylist([{**row, "individuals": 300}], schema=ALLELES)
    site.releases.put(next_one, table, node.key)
    rows, done = run(write_vcf(samples=("ANNA", "x", "y")), research)
    assert rows == [
        {"SAMVAR_AC": (30,), "SAMVAR_AN": (600,), "SAMVAR_AF": (pytest.approx(0.05),)},
        {}, {}, {},
    ]  # fmt: skip
    assert "Release=public-GRCh38" in done.sources["samvar_annotate_release"]
    assert entries(node)[0] == ("annotate-public", "allowed")


@pytest.mark.parametrize(
    ("persona", "purpose"),
    [("operator", Purpose.TREAT), ("researcher", Purpose.TREAT), ("patient", Purpose.TREAT)],
)
def test_whoever_may_not_ask_is_refused_and_nothing_is_written(
    site: Site, write_vcf: WriteVcf, tmp_path: Path, persona: str, purpose: Purpose
) -> None:
    node = site.nodes["stockholm"]
    asker = Asker(PERSONAS[persona], purpose, None)
    request = AnnotateRequest(write_vcf(), "GRCh38", assert_normalised=True)
    with pytest.raises(Refused):
        annotate(node, site.releases, request, asker, tmp_path / "out.vcf", "vcf")
    assert not (tmp_path / "out.vcf").exists()
    assert entries(node)[0] == ("annotate", "refused")


def test_a_pharmacist_is_told_the_nation_but_not_this_node_alone(
    run: Run, write_vcf: WriteVcf, site: Site
) -> None:
    pharmacist = Asker.of(PERSONAS["pharmacist"].at("stockholm"), None)
    rows, done = run(write_vcf(), pharmacist, family="none")
    assert rows[0]["SAMVAR_AC"] == (3,)
    assert list(done.found) == ["SAMVAR"]
    assert ("annotate-local", "allowed") not in entries(site.nodes["stockholm"])


def test_the_log_has_the_entry_and_no_name(run: Run, write_vcf: WriteVcf, site: Site) -> None:
    run(write_vcf(name="ANNA-secret.vcf"), family="none")
    node = site.nodes["stockholm"]
    assert entries(node)[:2] == [("annotate-local", "allowed"), ("annotate", "allowed")]
    with node.records.read() as tx:
        text = repr(tx.audit.page(limit=5))
    assert "secret" not in text
    assert "ANNA" not in text


def test_another_assembly_has_no_figures(
    site: Site, write_vcf: WriteVcf, geneticist: Asker
) -> None:
    request = AnnotateRequest(write_vcf(), "GRCh37", assert_normalised=True)
    with pytest.raises(NotFound, match="no nodes release of GRCh37"):
        annotate(site.nodes["stockholm"], site.releases, request, geneticist, Path("x"), "vcf")


def test_a_file_that_nobody_normalised_is_refused(
    site: Site, write_vcf: WriteVcf, geneticist: Asker
) -> None:
    request = AnnotateRequest(write_vcf(), "GRCh38")
    with pytest.raises(NotNormalised):
        annotate(site.nodes["stockholm"], site.releases, request, geneticist, Path("x"), "vcf")


def test_fields_are_chosen_by_name_and_in_order(run: Run, write_vcf: WriteVcf) -> None:
    rows, _ = run(write_vcf(), family="none", fields="individuals,af")
    assert list(rows[0]) == [
        "SAMVAR_INDIVIDUALS", "SAMVAR_AF", "SAMVAR_LOCAL_INDIVIDUALS", "SAMVAR_LOCAL_AF",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="'AX' is not a field") as unknown:
        run(write_vcf(), fields="AC,AX")
    assert unknown.value.remedy is not None
    assert all(name in unknown.value.remedy for name in FIELDS)
    with pytest.raises(UsageError, match="named twice"):
        run(write_vcf(), fields="AC,AC")
