"""Marks on rows: one, several, all that a filter leaves; and filters that are saved and locked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.sought import Sought
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.filters import (
    default_of,
    lock_filter,
    retire_filter,
    save_filter,
    saved_filters,
    unlock_filter,
)
from samvar.focus.rare_disease.service.listing import see_list, see_named
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.mark import (
    go_through,
    gone_through,
    last_mark,
    mark,
    mark_all,
    plan_all,
)
from samvar.focus.rare_disease.service.work import undo
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.family_files import HEAD, vcf
from tests.focus.rare_disease.test_cases import LOADER, OPERATOR, READER, new

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|SYMBOL|HGNC_ID">\n'
    '##INFO=<ID=GNOMADAF,Number=A,Type=Float,Description="gnomAD">\n'
)
LINES = "".join(
    f"1\t{1000 + number}\t.\tA\tG\t50\tPASS\tCSQ=G|{term}|{gene}|{hgnc};GNOMADAF={share}\t"
    f"GT\t{son}\t0/1\t0/0\n"
    for number, (term, gene, hgnc, share, son) in enumerate((
        ("missense_variant", "ONE", 1, 0.001, "0/1"), ("intron_variant", "ONE", 1, 0.3, "0/1"),
        ("stop_gained", "TWO", 2, 0.0, "1/1"), ("missense_variant", "TWO", 2, 0.02, "0/0"),
        ("intron_variant", "", "", 0.001, "./."),
    ))
)  # fmt: skip
FIRST, SECOND, STOP = "1-1000-A-G", "1-1001-A-G", "1-1002-A-G"
SECOND_READER = Asker((user := PERSONAS["second-reader"].at("stockholm")), user.role.usual_purpose)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with one case of five small variants and one deletion."""
    folder = tmp_path_factory.mktemp("marks")
    init_node(folder / "node", "stockholm")
    node = open_node(config_in(folder / "node"))
    load_case(node, new(folder / "family", small_vcf=vcf(LINES, head=HEAD + CSQ)), LOADER)
    yield node
    node.close()


@pytest.fixture
def node(opened: Node) -> Iterator[Node]:
    """The same, whose marks are all taken back afterwards."""
    yield opened
    for event in reversed(see_case(opened, "fam", READER).events):
        if event.verb not in (Verb.LOAD, Verb.RELOAD, Verb.PANEL) and not event.undone:
            undo(opened, "fam", event.number, READER)


def standing(node: Node, verb: Verb = Verb.DISMISS) -> set[str]:
    return set(see_case(node, "fam", READER).standing(verb))


def names(node: Node, **sought) -> list[str]:
    return sorted(see_list(node, "fam", "snv", Sought(**sought), READER).names)


def test_genes_are_found_by_symbol_id_and_in_whatever_letters(node: Node) -> None:
    assert names(node, genes=("one",)) == names(node, genes=("HGNC:1",)) == [FIRST, SECOND]
    both = names(node, genes=("TWO", "ONE"), everybody=True)
    assert len(both) == 4
    found = see_list(node, "fam", "snv", Sought(genes=("NOSUCH",)), READER)
    assert (found.unknown, found.rows) == (("NOSUCH",), ())


def test_the_list_opens_with_a_filter_that_hides_what_is_common_or_not_carried(node: Node) -> None:
    found = see_list(node, "fam", "snv", default_of("snv"), READER)
    assert sorted(found.names) == [FIRST, STOP, "1-1004-A-G"]
    assert {step.name: n for step, n in found.selected.taken.items()} == {
        "CARRIED": 1, "FREQUENCY": 1,
    }  # fmt: skip


def test_a_dismissed_row_stays_and_is_restored(node: Node) -> None:
    mark(node, "fam", "snv", Verb.DISMISS, [FIRST], READER)
    found = see_list(node, "fam", "snv", Sought(), READER)
    assert FIRST in found.names
    assert found.dismissed == {FIRST}
    with pytest.raises(Conflict, match="so already"):
        mark(node, "fam", "snv", Verb.DISMISS, [FIRST], READER)
    mark(node, "fam", "snv", Verb.RESTORE, [FIRST], READER)
    assert standing(node) == set()


def test_several_rows_are_one_act_and_one_of_them_is_freed_alone(node: Node) -> None:
    mark(node, "fam", "snv", Verb.DISMISS, [FIRST, SECOND, STOP], READER)
    assert standing(node) == {FIRST, SECOND, STOP}
    mark(node, "fam", "snv", Verb.RESTORE, [SECOND], READER)
    assert standing(node) == {FIRST, STOP}
    event = last_mark(see_case(node, "fam", READER), READER)
    assert event is not None
    undo(node, "fam", event.number, READER)
    assert standing(node) == {FIRST, SECOND, STOP}, "freeing it can be undone"
    event = last_mark(see_case(node, "fam", READER), READER)
    assert event is not None
    assert len(event.variants) == 3
    undo(node, "fam", event.number, READER)
    assert standing(node) == set()


def test_all_that_a_filter_leaves_is_shown_first_and_then_one_act(node: Node) -> None:
    mark(node, "fam", "snv", Verb.DISMISS, [FIRST], READER)
    common = Sought(genes=("ONE",))
    planned = plan_all(node, "fam", "snv", Verb.DISMISS, common, READER)
    assert (planned.passed, planned.total, planned.fresh) == (2, 5, (SECOND,))
    with pytest.raises(Conflict, match="others by now"):
        mark_all(node, "fam", "snv", Verb.DISMISS, common, READER, expected=2)
    mark_all(node, "fam", "snv", Verb.DISMISS, common, READER, expected=1)
    assert standing(node) == {FIRST, SECOND}
    undo(node, "fam", None, READER)
    assert standing(node) == {FIRST}


def test_rows_of_other_lists_are_marked_by_their_names(node: Node) -> None:
    (name,) = see_list(node, "fam", "sv", default_of("sv"), READER).names
    mark(node, "fam", "sv", Verb.PIN, [name], READER)
    assert see_named(node, "fam", "sv", [name], READER).pinned == {name}
    with pytest.raises(NotFound):
        see_list(node, "fam", "fusion", Sought(), READER)


def test_whoever_may_not_work_in_a_case_marks_nothing(node: Node) -> None:
    with pytest.raises(Refused):
        mark(node, "fam", "snv", Verb.PIN, [FIRST], OPERATOR)
    with pytest.raises(BadInput):
        mark(node, "fam", "snv", Verb.PIN, [], READER)
    with pytest.raises(BadInput):
        mark(node, "fam", "snv", Verb.COMMENT, [FIRST], READER)


def test_a_filter_is_saved_and_only_its_locker_retires_it(node: Node) -> None:
    wanted = Sought(frequency=0.01, genes=("ONE",))
    saved = save_filter(node, "  rare  in ONE ", "snv", wanted, READER)
    assert (saved.name, saved.sought) == ("rare in ONE", wanted)
    assert saved_filters(node, READER, "snv") == (saved,)
    with pytest.raises(Conflict, match="name is in use"):
        save_filter(node, "rare in ONE", "snv", Sought(), READER)
    assert lock_filter(node, saved.id, READER).locked == READER.user.account
    for act in (lock_filter, unlock_filter, retire_filter):
        with pytest.raises(Conflict, match="somebody else has locked"):
            act(node, saved.id, SECOND_READER)
    assert unlock_filter(node, saved.id, READER).locked is None
    fresh = save_filter(node, "rare in ONE", "snv", Sought(), SECOND_READER, saved.id)
    assert saved_filters(node, READER) == (fresh,), "another content is another filter"
    assert retire_filter(node, fresh.id, READER).retired is not None
    with pytest.raises(Conflict, match="is retired"):
        lock_filter(node, fresh.id, READER)
    with pytest.raises(Refused):
        save_filter(node, "mine", "snv", Sought(), OPERATOR)
    with pytest.raises(BadInput, match="personal number"):
        save_filter(node, "19640823-3234", "snv", Sought(), READER)


def test_that_a_filter_was_gone_through_is_an_act_in_the_case(node: Node) -> None:
    saved = save_filter(node, "all of TWO", "snv", Sought(genes=("TWO",)), READER)
    go_through(node, "fam", "snv", saved.id, READER)
    go_through(node, "fam", "snv", "", READER)
    (_, opens), (event, gone) = gone_through(see_case(node, "fam", READER), "snv")
    assert (event.by, gone.name, gone.words) == (READER.user.id, "all of TWO", {"gene": "TWO"})
    assert (gone.passed, gone.total, opens.filter, opens.passed) == (1, 5, "", 3)
    with pytest.raises(Conflict, match="another list"):
        go_through(node, "fam", "sv", saved.id, READER)
    retire_filter(node, saved.id, READER)
    assert len(gone_through(see_case(node, "fam", READER), "snv")) == 2, "it stays told"
    assert gone_through(see_case(node, "fam", READER), "sv") == ()


def test_only_the_rows_of_a_page_are_read(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page costs is its own rows, however many pass."""
    from samvar.focus.rare_disease.records.small import SmallRows

    read: list[int] = []
    plain = SmallRows._row

    def counted(self: SmallRows, number: int, *values: int, brief: bool):
        read.append(number)
        return plain(self, number, *values, brief=brief)

    monkeypatch.setattr(SmallRows, "_row", counted)
    found = see_list(node, "fam", "snv", Sought(everybody=True), READER, first=1, size=2)
    assert (len(found.selected.rows), len(read)) == (5, 2)
    read.clear()
    beyond = see_list(node, "fam", "snv", Sought(everybody=True), READER, first=99, size=2)
    assert (beyond.first, len(read)) == (0, 2)
    read.clear()
    plan_all(node, "fam", "snv", Verb.PIN, Sought(everybody=True), READER)
    assert read == []
