"""Cases at a node: loaded whole or not at all, worked in, and gone with whose they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.other import other_lists
from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.listing import Filter, Step
from samvar.focus.rare_disease.service.case import (
    list_cases,
    list_rows,
    list_small,
    see_case,
    see_variant,
)
from samvar.focus.rare_disease.service.load import LoadedCase, load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.work import act, undo
from samvar.focus.rare_disease.tables import lists
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import (
    BadInput,
    Conflict,
    NotFound,
    Refused,
    StoreUnavailable,
    UsageError,
)
from samvar.model.genome import Assembly
from samvar.model.load import LoadRequest
from samvar.node.build import config_in, init_node, open_node
from samvar.node.doctor_keys import CHECKS
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.part import tend
from tests.focus.rare_disease.family_files import HEAD, SMALL, family, vcf
from tests.store.conftest import s3_server, s3_url

__all__ = ["s3_server", "s3_url"]

VARIANT = "1-1000-A-G"
MORE = SMALL + "1\t2000\t.\tC\tT\t50\tPASS\t.\tGT\t1/1\t0/1\t0/1\n"


def asker(name: str) -> Asker:
    user = PERSONAS[name].at("stockholm")
    return Asker(user, user.role.usual_purpose)


LOADER, READER, OPERATOR = asker("bioinformatician"), asker("geneticist"), asker("operator")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node of Stockholm."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


def new(folder: Path, **files: str) -> NewCase:
    return NewCase(plan_case(family(folder, **files)), "01", "rare-diseases", asserted=True)


@pytest.fixture
def loaded(node: Node, tmp_path: Path) -> LoadedCase:
    """A boy and his parents, with one variant."""
    return load_case(node, new(tmp_path / "family"), LOADER)


def objects(node: Node) -> set[str]:
    assert node.objects.folder is not None
    return {path.name for path in node.objects.folder.rglob("*") if path.is_file()}


def named(node: Node) -> set[str]:
    """Every object that a row names, whatever its state."""
    with node.records.read() as tx:
        rows = tx.connection.execute(lists.select()).all()
        kept = {each.object for each in tx.sources.of(*_states())}
    return {key for row in rows for key in (row.columns, row.texts)} | kept


def _states() -> tuple[object, ...]:
    from samvar.store.records.sources import SourceState

    return tuple(SourceState)


def scratch(node: Node) -> list[Path]:
    return list(node.folder.rglob(".samvar-case-*"))


def test_a_case_is_loaded_with_its_family_terms_and_list(node: Node, loaded: LoadedCase) -> None:
    assert (loaded.label, loaded.again, loaded.rows) == ("fam", False, {"snv": 1, "sv": 1})
    case = see_case(node, "fam", READER)
    assert [(each.name, each.affected) for each in case.members] == [
        ("son", True), ("dad", False), ("mum", False),
    ]  # fmt: skip
    assert (case.proband, case.referring_region, case.assembly.value) == ("son", "01", "GRCh37")
    assert [term.term for term in case.told.terms] == ["HP:0001250"]
    assert {gate.gate for gate in case.told.quality} >= {"sex", "relatedness"}
    assert [event.verb for event in case.events] == [Verb.LOAD]
    assert see_case(node, "17", READER) == case, "by its name"
    assert scratch(node) == []
    assert objects(node) == named(node)


def test_its_people_count_as_any_others_do(node: Node, loaded: LoadedCase) -> None:
    assert loaded.report is not None
    assert loaded.report.individuals_counted == 3
    assert len(node.variants.snapshot().contributions) == 3


def test_the_list_is_filtered_paged_and_told(node: Node, tmp_path: Path) -> None:
    load_case(node, new(tmp_path / "family", small_vcf=vcf(MORE)), LOADER)
    page = list_small(node, "fam", Filter(), READER)
    assert [str(row.variant) for row in page.rows] == [VARIANT, "1-2000-C-T"]
    second = list_small(node, "fam", Filter(), READER, first=1, size=1)
    assert [str(row.variant) for row in second.rows] == ["1-2000-C-T"]
    row, steps = see_variant(node, "fam", VARIANT, READER, Filter(severity="stop_gained"))
    assert (str(row.variant), steps) == (VARIANT, ()), "no consequence is known"
    with pytest.raises(NotFound):
        see_variant(node, "fam", "1-1000-A-C", READER)
    both = list_small(node, "fam", Filter(genes=frozenset({"HGNC:1"})), READER)
    assert (len(both.rows), both.selected.taken[Step.GENES]) == (2, 0), "nobody named their genes"


def test_events_are_listed_whole(node: Node, loaded: LoadedCase) -> None:
    (row,) = list_rows(node, "fam", "sv", READER).rows
    assert (row.word, row.start, row.end) == ("DEL", 5000, 9000)
    assert [each.copies for each in row.carried] == [1, 0, 0]
    assert list_rows(node, "fam", "sv", READER, first=1).rows == ()
    assert list_rows(node, "fam", "mei", READER).total == 0
    with pytest.raises(UsageError):
        list_rows(node, "fam", "cnv", READER)


def test_every_list_of_the_demo_trio_is_what_its_file_holds(node: Node, shared_data: Path) -> None:
    """SOURCES.md: SNV 680, SV 19, MEI 252, STR 80 records of 38 loci."""
    plan = plan_case(shared_data / "rare_disease/scout/643594.config.yaml")
    done = load_case(node, NewCase(plan, "01", "rare-diseases", asserted=True), LOADER)
    assert done.rows == {"snv": 680, "sv": 19, "mei": 252, "str": 38, "mt": 3}
    members = [member.id for member in plan.members]
    for category, _, rows in other_lists(plan, members):
        if rows:
            found = list_rows(node, "643594", category, READER, size=1000)
            assert (found.total, list(found.rows)) == (len(rows), list(rows))
    filtered = Filter(frequency=0.01, severity="missense_variant")
    selected = list_small(node, "643594", filtered, READER).selected
    assert (len(selected.rows), {step.name: n for step, n in selected.taken.items()}) == (
        14, {"CARRIED": 285, "FREQUENCY": 212, "SEVERITY": 169},
    ), "docs/areas/rare-disease-cases.md says so"  # fmt: skip
    lines = [line for row in list_rows(node, "643594", "str", READER).rows for line in row.lines]
    assert len(lines) == 80


def test_the_same_case_is_loaded_once(node: Node, loaded: LoadedCase, tmp_path: Path) -> None:
    epoch = node.variants.snapshot().epoch
    again = load_case(node, new(tmp_path / "family"), LOADER)
    assert (again.case, again.again, again.report) == (loaded.case, True, None)
    assert node.variants.snapshot().epoch == epoch


def test_newer_sources_keep_what_was_done(node: Node, loaded: LoadedCase, tmp_path: Path) -> None:
    act(node, "fam", Verb.PIN, READER, variant=VARIANT, text="fits")
    before = objects(node)
    again = load_case(node, new(tmp_path / "newer", small_vcf=vcf(MORE)), LOADER)
    assert (again.case, again.again, again.rows) == (loaded.case, True, {"snv": 2, "sv": 1})
    case = see_case(node, "fam", READER)
    assert case.standing(Verb.PIN) == {VARIANT}
    assert [event.verb for event in case.events] == [Verb.LOAD, Verb.PIN, Verb.RELOAD]
    assert len(node.variants.snapshot().contributions) == 3
    tend(node, timeout_s=5)
    assert objects(node) == named(node)
    assert len(before - objects(node)) >= 2, "the older list is gone"
    assert list_small(node, "fam", Filter(), READER).selected.total == 2


def test_a_sample_that_is_loaded_anew_stays_in_its_case(
    node: Node, loaded: LoadedCase, tmp_path: Path
) -> None:
    before = see_case(node, "fam", READER)
    (tmp_path / "again.vcf").write_text(vcf(MORE))
    request = LoadRequest(
        dataset="rare-diseases", files=(str(tmp_path / "again.vcf"),), assembly="GRCh37",
        assert_normalised=True, assay="sites",
    )  # fmt: skip
    load(node, request, LOADER)
    after = see_case(node, "fam", READER)
    assert [each.name for each in after.members] == ["son", "dad", "mum"]
    assert not {m.sample for m in after.members} & {m.sample for m in before.members}
    assert after.lists == before.lists


def test_a_load_that_fails_leaves_nothing(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable("no room")

    with monkeypatch.context() as patched:
        patched.setattr(type(node.objects), "take", full)
        with pytest.raises(StoreUnavailable):
            load_case(node, new(tmp_path / "family"), LOADER)
    assert list_cases(node, READER).total == 0
    assert len(node.variants.snapshot().contributions) == 0
    tend(node, timeout_s=5)
    assert objects(node) == set()
    assert scratch(node) == []
    with node.records.read() as tx:
        assert tx.connection.execute(lists.select()).all() == []
    assert load_case(node, new(tmp_path / "family"), LOADER).rows == {"snv": 1, "sv": 1}


def test_what_a_killed_load_leaves_on_its_way_is_swept(node: Node) -> None:
    left = node.folder / ".samvar-case-killed"
    left.mkdir()
    left.with_suffix(".lock").touch()
    (left / "0.texts").write_text("genotypes")
    tend(node, timeout_s=5)
    assert not left.exists()


def test_only_the_nodes_user_reads_a_list(node: Node, loaded: LoadedCase) -> None:
    assert node.objects.folder is not None
    for path in (each for each in node.objects.folder.rglob("*") if each.is_file()):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_the_doctor_knows_whose_a_list_is_and_misses_one(node: Node, loaded: LoadedCase) -> None:
    def said() -> dict[str, tuple[str, str]]:
        found = [each for check in CHECKS for each in check(node)]
        return {each.name: (each.state, each.found) for each in found}

    assert said()["source files"][0] == "ok"
    assert said()["objects of areas"][0] == "ok"
    kept = see_case(node, loaded.case, READER).lists[0]
    node.objects.delete(kept.texts)
    state, found = said()["objects of areas"]
    assert (state, found.partition(" of ")[0]) == ("bad", "1")


def test_a_case_with_faults_is_refused_with_the_first(node: Node, tmp_path: Path) -> None:
    broken = new(tmp_path / "family", small_vcf=vcf("1\tx\t.\tA\tG\t.\t.\t.\tGT\t0/1\t0/0\t0/0\n"))
    with pytest.raises(BadInput) as caught:
        load_case(node, broken, LOADER)
    assert caught.value.where is not None
    assert caught.value.where.file == "small.vcf"
    assert objects(node) == set()


MITOCHONDRION = "MT\t3243\t.\tA\tG\t50\tPASS\t.\tGT:AD\t1/1:0,90\t0/0:90,0\t0/1:80,20\n"


def test_a_vcf_of_the_mitochondrion_alone_has_its_own_list(node: Node, tmp_path: Path) -> None:
    config = family(tmp_path / "family")
    head = HEAD.replace("##FORMAT", "##contig=<ID=MT,length=16569>\n##FORMAT", 1)
    (config.parent / "mt.vcf").write_text(vcf(MITOCHONDRION, head=head))
    config.write_text(config.read_text() + "vcf_snv_mt: mt.vcf\n")
    done = load_case(node, NewCase(plan_case(config), "01", "rare-diseases", asserted=True), LOADER)
    assert done.rows == {"snv": 1, "sv": 1, "mt": 1}
    (row,) = list_rows(node, "fam", "mt", READER).rows
    assert [mixture.fraction for mixture in row.mixtures] == [1.0, 0.0, 0.2]
    assert list_small(node, "fam", Filter(), READER).selected.total == 1
    snapshot = node.variants.snapshot()
    assert len(snapshot.all_keys(Assembly.GRCh37, Scope.CARE)) == 2, "both files count"


def test_two_files_of_small_variants_are_refused(node: Node, tmp_path: Path) -> None:
    config = family(tmp_path / "family")
    other = tmp_path / "other.vcf"
    other.write_text(vcf(MORE))
    plan = plan_case(config, Beside(vcfs=(other,)))
    with pytest.raises(BadInput, match="several VCFs of small variants"):
        load_case(node, NewCase(plan, "01", "rare-diseases", asserted=True), LOADER)


def test_nobody_is_named_by_a_personal_number(node: Node, tmp_path: Path) -> None:
    path = family(tmp_path / "family")
    path.write_text(path.read_text().replace("family: fam", "family: 19121212-1212"))
    plan = plan_case(path)
    with pytest.raises(BadInput, match="personal number") as caught:
        load_case(node, NewCase(plan, "01", "rare-diseases", asserted=True), LOADER)
    assert "1212-1212" not in str(caught.value)


def test_a_region_is_one(node: Node, tmp_path: Path) -> None:
    plan = plan_case(family(tmp_path / "family"))
    with pytest.raises(BadInput, match="not a region"):
        load_case(node, NewCase(plan, "99", "rare-diseases", asserted=True), LOADER)


def test_every_act_can_be_undone_and_stays_told(node: Node, loaded: LoadedCase) -> None:
    act(node, "fam", Verb.DISMISS, READER, variant=VARIANT)
    with pytest.raises(Conflict):
        act(node, "fam", Verb.DISMISS, READER, variant=VARIANT)
    act(node, "fam", Verb.COMMENT, READER, text="ask the grandparents")
    assert undo(node, "fam", None, READER).verb is Verb.COMMENT
    assert undo(node, "fam", None, READER).verb is Verb.DISMISS
    with pytest.raises(NotFound):
        undo(node, "fam", None, READER)
    case = see_case(node, "fam", READER)
    assert case.standing(Verb.DISMISS) == frozenset()
    assert [(event.verb, event.undone) for event in case.events] == [
        (Verb.LOAD, False), (Verb.DISMISS, True), (Verb.COMMENT, True),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        undo(node, "fam", case.events[1].number, READER)
    act(node, "fam", Verb.DISMISS, READER, variant=VARIANT)
    assert [str(row.variant) for row in list_small(node, "fam", Filter(), READER).rows] == [VARIANT]


BAD = [
    (Verb.PIN, None, "", BadInput),
    (Verb.PIN, "1-5-A-G", "", NotFound),
    (Verb.COMMENT, None, "  ", BadInput),
    (Verb.COMMENT, None, "x" * 4001, BadInput),
    (Verb.COMMENT, None, "a\x1b[2J", BadInput),
    (Verb.LOAD, None, "", BadInput),
]


@pytest.mark.parametrize(("verb", "variant", "text", "error"), BAD)
def test_an_act_that_makes_no_sense_is_refused(
    node: Node, loaded: LoadedCase, verb: Verb, variant: str | None, text: str, error: type
) -> None:
    with pytest.raises(error):
        act(node, "fam", verb, READER, variant=variant, text=text)
    assert len(see_case(node, "fam", READER).events) == 1


WHO = [("geneticist", True), ("researcher", False), ("operator", False), ("coordinator", False)]


@pytest.mark.parametrize(("name", "may"), WHO)
def test_a_case_is_seen_by_those_who_take_part_in_the_care(
    node: Node, loaded: LoadedCase, name: str, may: bool
) -> None:
    who = asker(name)
    for look in (
        lambda: see_case(node, "fam", who),
        lambda: list_small(node, "fam", Filter(), who),
        lambda: see_variant(node, "fam", VARIANT, who),
        lambda: act(node, "fam", Verb.PIN, who, variant=VARIANT),
    ):
        if may:
            look()
        else:
            with pytest.raises(Refused):
                look()


def test_every_look_is_written_down_with_whose_case_it_is(node: Node, loaded: LoadedCase) -> None:
    case = see_case(node, "fam", READER)
    list_small(node, "fam", Filter(), READER)
    with node.records.read() as tx:
        entries = [row.entry for row in tx.audit.page()]
    about = [each for each in entries if each.subject == case.person]
    assert {each.verb for each in about} >= {"see-case", "see-variants"}
    assert not any(name in str(each) for each in about for name in ("'fam'", "'son'", VARIANT))


def test_lists_on_a_server_are_fetched_to_be_read(tmp_path: Path, s3_url: str) -> None:
    init_node(tmp_path / "node", "stockholm")
    settings = tmp_path / "node/node.toml"
    settings.write_text(settings.read_text() + f'objects = "{s3_url}"\n')
    node = open_node(config_in(tmp_path / "node"))
    try:
        load_case(node, new(tmp_path / "family"), LOADER)
        assert node.objects.folder is None
        assert [str(r.variant) for r in list_small(node, "fam", Filter(), READER).rows] == [VARIANT]
        assert list_rows(node, "fam", "sv", READER).total == 1
    finally:
        node.close()


def test_a_load_that_is_no_case_says_nothing_of_the_area(node: Node, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text(vcf(SMALL))
    request = LoadRequest(
        dataset="plain", files=(str(tmp_path / "a.vcf"),), assembly="GRCh37",
        assert_normalised=True, assay="sites",
    )  # fmt: skip
    assert "rare_disease" not in load(node, request, LOADER).areas
