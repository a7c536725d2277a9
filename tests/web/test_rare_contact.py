"""From a similar patient at another centre to whom to turn to there, by pages alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from samvar.demo.network import Demo
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.similar import similar_to
from samvar.focus.rare_disease.service.work import act
from samvar.focus.rare_disease.tables import contacts
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.web.app import create_app
from tests.country import Draw
from tests.focus.rare_disease.two_families import VARIANT, doctor, load_family
from tests.web.visitor import Visitor, small_demo, words

OURS, THEIRS = "stockholm", "uppsala"
HERE, THERE = f"/nodes/{OURS}/rare", f"/nodes/{THEIRS}/rare"


@dataclass
class Two:
    """A nation with alike children at two nodes, and one more at ours."""

    demo: Demo
    app: object
    ours: str
    theirs: str
    other: str

    def doctor(self, centre: str = OURS, language: str = "en") -> Visitor:
        return Visitor(self.app, language).sign_in("geneticist", centre)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    demo = small_demo(folder, draw)
    nodes = demo.site.nodes
    ours = load_family(nodes[OURS], folder, "ours")
    theirs = load_family(nodes[THEIRS], folder, "theirs")
    other = load_family(nodes[OURS], folder, "other", ("HP:0001250",))
    act(nodes[OURS], ours, Verb.PIN, doctor(nodes[OURS]), variant=VARIANT)
    yield Two(demo, create_app(demo.site, demo=True), ours, theirs, other)
    demo.close()


def link(html: str, pattern: str) -> str:
    found = re.search(rf'href="({pattern})"', html)
    assert found is not None, pattern
    return found.group(1)


def variant_page(two: Two, visitor: Visitor) -> str:
    shown = visitor.get(f"{HERE}/cases/{two.ours}/similar").text
    return link(shown, rf"{HERE}/cases/{two.ours}/similar/[\w-]+")


def ask(two: Two, text: str = "Same variant: could we talk?") -> str:
    """A request to Uppsala; its id."""
    visitor = two.doctor()
    shown = visitor.get(variant_page(two, visitor)).text
    form = link(shown, rf"{HERE}/cases/{two.ours}/contact/[\w-]+")
    sent = visitor.post(form, {"text": text, "owner": "A. Lindqvist, 08-123 45"}, page=form)
    assert sent.status_code == 303, sent.text
    with two.demo.site.nodes[OURS].records.read() as tx:
        rows = tx.connection.execute(contacts.select().order_by(contacts.c.at)).all()
    return str(rows[-1].id)


def tidy(two: Two) -> None:
    with two.demo.site.nodes[OURS].records.begin() as tx:
        tx.connection.execute(contacts.delete())


def test_a_case_with_few_features_says_that_there_is_nothing_to_ask_with(two):
    shown = words(two.doctor().get(f"{HERE}/cases/{two.other}/similar").text)
    assert "There is nothing to ask with" in shown
    assert "centres answered" not in shown


def test_a_row_says_where_and_how_alike_and_nothing_of_whom(two):
    visitor = two.doctor()
    shown = visitor.get(f"{HERE}/cases/{two.ours}/similar").text
    said = words(shown)
    assert "All 7 centres answered" in said
    assert "Uppsala" in said and "Much alike" in said  # noqa: PT018
    assert "2022:913" in said
    for secret in ("theirs", two.theirs, "HP:0001083"):
        assert secret not in shown


def test_the_own_family_is_not_among_them(two):
    node = two.demo.site.nodes[OURS]
    case = see_case(node, two.ours, doctor(node))
    found = similar_to(node, two.demo.site.network(OURS), case, doctor(node), VARIANT)
    assert found.answer is not None
    assert {row.node for row in found.answer.value} == {OURS, THEIRS}
    assert found.asked.variant == VARIANT
    own = [row for row in found.rows if row.node == OURS]
    assert len([row for row in own if row.variant]) == 1, "the other family of ours has it, too"
    told = [row for row in found.answer.value if row.node == OURS]
    assert len(told) == len(own) + 1, "our own child is left out"
    assert {row.node for row in found.rows} == {OURS, THEIRS}


def test_a_variants_page_has_its_carriers_without_the_family_and_no_variant_in_its_address(two):
    visitor = two.doctor()
    address = variant_page(two, visitor)
    assert "1000" not in address
    said = words(visitor.get(address).text)
    assert "yes, one copy" in said
    # Two families of three remain in GRCh37; the child and the father of each carry it.
    assert re.search(r"Much alike 1 / 1 0 / 0 0 / 0", said), said
    assert "3 of the own family are left out of the table." in said


def test_a_request_goes_there_and_an_answer_comes_back(two):
    request = ask(two)
    at_home = words(two.doctor().get(f"{HERE}/contacts?show=outgoing").text)
    assert "Waits for an answer" in at_home
    theirs = two.doctor(THEIRS)
    shown = theirs.get(f"{THERE}/contacts").text
    assert "Same variant: could we talk?" in shown
    assert f"{THERE}/cases/{two.theirs}" in shown, "the centre is told whom of its own it is about"
    assert two.ours not in shown
    third = words(two.doctor("skane").get("/nodes/skane/rare/contacts").text)
    assert "No centre that answered asks about a patient of yours." in third
    place = f"{THERE}/contacts/from/{OURS}/{request}"
    told = {"person": "Dr Berg", "route": "018-611 00 00", "words": "Gladly"}
    assert theirs.post(f"{place}/accept", told).status_code == 303
    at_home = words(two.doctor().get(f"{HERE}/contacts?show=outgoing").text)
    for word in ("Answered: yes", "Dr Berg", "018-611 00 00", "Gladly"):
        assert word in at_home
    refused = two.doctor().post(f"{HERE}/contacts/{request}/withdraw", {})
    assert refused.status_code == 409, "what is answered is closed, and not taken back"
    assert theirs.post(f"{place}/take-back", {}).status_code == 303
    assert "Dr Berg" not in two.doctor().get(f"{HERE}/contacts?show=outgoing").text
    assert two.doctor().post(f"{HERE}/contacts/{request}/withdraw", {}).status_code == 303
    assert theirs.post(f"{place}/decline", {"reason": "no"}).status_code == 409
    assert two.doctor().post(f"{HERE}/contacts/{request}/open", {}).status_code == 303
    assert theirs.post(f"{place}/decline", {"reason": "The family says no"}).status_code == 303
    assert "The family says no" in two.doctor().get(f"{HERE}/contacts?show=outgoing").text
    assert two.doctor().post(f"{HERE}/contacts/{request}/close", {}).status_code == 303
    node = two.demo.site.nodes[THEIRS]
    verbs = [each.verb.value for each in see_case(node, two.theirs, doctor(node)).events]
    assert verbs == ["load", "contact-accept", "contact-back", "contact-decline"]
    tidy(two)


def test_nobody_answers_for_another_centre(two):
    request = ask(two)
    skane = two.doctor("skane")
    place = f"/nodes/skane/rare/contacts/from/{OURS}/{request}"
    sent = skane.post(f"{place}/accept", {"person": "x", "route": "y"})
    assert sent.status_code == 404
    tidy(two)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "nothing"), ("x" * 2001, "too long"), ("She is 19640823-3234", "a personal number")],
)
def test_what_is_not_sent(two, text, why):
    visitor = two.doctor()
    form = link(visitor.get(variant_page(two, visitor)).text, rf"{HERE}/cases/[\w]+/contact/[\w-]+")
    sent = visitor.post(form, {"text": text, "owner": "A"}, page=form)
    assert sent.status_code == 422, why
    assert "3234" not in sent.text


def test_one_request_about_a_patient_at_a_time(two):
    ask(two)
    with pytest.raises(AssertionError, match="open request"):
        ask(two)
    tidy(two)


def test_what_waits_too_long_is_marked_and_counted_in_the_menu(two):
    ask(two)
    long_ago = (utc_now().date() - timedelta(days=1)).isoformat()
    with two.demo.site.nodes[OURS].records.begin() as tx:
        tx.connection.execute(contacts.update().values(due=long_ago))
    said = words(two.doctor().get(f"{HERE}/contacts?show=outgoing").text)
    assert "1 request has waited longer than was hoped for." in said
    assert "overdue" in said
    assert re.search(r"Requests for contact 1\b", said), "the menu says it, too"
    tidy(two)


def test_who_has_said_no_since_is_not_told_of(two):
    request = ask(two)
    node = two.demo.site.nodes[THEIRS]
    person = see_case(node, two.theirs, doctor(node)).person
    with node.records.begin() as tx:
        tx.choices.add(Choice(person, Use.COHERENT_CARE, False, utc_now(), "test"))
    place = f"{THERE}/contacts/from/{OURS}/{request}"
    sent = two.doctor(THEIRS).post(f"{place}/accept", {"person": "x", "route": "y"})
    assert sent.status_code == 409
    shown = words(two.doctor().get(f"{HERE}/cases/{two.ours}/similar").text)
    assert "All 7 centres answered" in shown
    assert "Uppsala" not in shown
    with node.records.begin() as tx:
        tx.choices.add(Choice(person, Use.COHERENT_CARE, True, utc_now(), "test"))
    tidy(two)


def test_the_pages_in_swedish(two):
    ask(two)
    for path in (f"{HERE}/cases/{two.ours}/similar", f"{HERE}/contacts?show=outgoing"):
        shown = words(two.doctor(language="sv").get(path).text)
        assert "centrum" in shown
        assert "Similar patients" not in shown and "Requests" not in shown  # noqa: PT018
    tidy(two)
