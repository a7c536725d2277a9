"""A record is opened in an emergency, read, closed, reviewed and told of, through the pages."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from samvar.focus.pharmacogenomics.records import Orders
from samvar.model.clock import iso, utc_now
from samvar.present.oversight import lines_of
from samvar.store.records.tables import sessions
from tests.web.visitor import stopped, words

HOME = "orebro"
PATH = f"/nodes/{HOME}/emergency"
REVIEWS = f"/nodes/{HOME}/emergency-reviews"
TOLD = "Medvetslös på akuten, hjärtinfarkt och clopidogrel."


@pytest.fixture
def orders(node, person):
    """One order of the patient with a report, and one of somebody else."""
    with node.records.read() as tx:
        every = Orders(tx.connection).all()
    mine = next(one for one in every if one.person == person and one.report)
    return mine, next(one for one in every if one.person != person and one.report)


@pytest.fixture
def blocked(patient, person):
    """The patient has closed the record to all but the pharmacy."""
    patient.post("/me/choices", {"use": "unit", "place": "pharmacy", "say": "no"}, page="/me")
    yield person
    patient.post("/me/choices", {"use": "unit", "place": "pharmacy", "say": "yes"}, page="/me")


def opened(clinician, label, told=TOLD):
    fields = {"label": label, "cause": "cannot_ask", "told": told}
    return clinician.post(f"{PATH}/open", fields, page=PATH)


def test_the_whole_way(visitor, node, patient, blocked, orders, caplog):
    caplog.set_level(logging.DEBUG)
    mine, others = orders
    clinician = visitor("microbiologist", centre=HOME, purpose="ETREAT")
    report = f"/nodes/{HOME}/pgx/reports/{mine.report}"
    assert clinician.get(report).status_code == 403
    sent = opened(clinician, mine.label)
    assert sent.status_code == 303, sent.text
    address = sent.headers["location"]
    assert re.fullmatch(rf"{PATH}/eme_[0-9a-z]{{24}}", urlsplit(address).path)

    before = node.records
    with before.read() as tx:
        done = tx.audit.page(subject=blocked, verb="open-emergency", outcome="done")[0]
    shown = clinician.get(address)
    assert shown.status_code == 200
    assert "Open for 60 minutes more" in words(shown.text)
    assert mine.label in shown.text
    assert report in shown.text
    assert TOLD not in shown.text
    with before.read() as tx:
        look = tx.audit.page(subject=blocked, verb="see-in-emergency")[0]
    assert look.sequence > done.sequence

    assert clinician.get(report).status_code == 200
    theirs = f"/nodes/{HOME}/pgx/reports/{others.report}"
    assert clinician.get(theirs).status_code == 403, "another patient"
    other = visitor("geneticist", centre=HOME, purpose="ETREAT")
    assert other.get(report).status_code == 403, "another person"
    assert other.get(address).status_code == 403
    for form in ("pdf", "json", "fhir"):
        refused = clinician.get(f"{report}/{form}")
        assert refused.status_code == 403
        assert "no data are taken out" in words(refused.text)
    clinician.post("/purpose", {"purpose": "TREAT"})
    assert clinician.get(report).status_code == 403, "another purpose"
    clinician.post("/purpose", {"purpose": "ETREAT"})
    assert clinician.get(report).status_code == 200

    told = words(patient.get("/me/access").text)
    assert "You could not be asked, and your care could not wait" in told
    assert "Microbiologist microbiologist" in told
    assert str(done.sequence) in told
    assert done.leaf[:12] in told
    assert "not reviewed yet" in told

    alert = words(visitor("controller", centre=HOME).get(f"/nodes/{HOME}/audit").text)
    assert "1 record stands open in an emergency now." in alert
    assert blocked not in alert
    auditor = visitor("auditor", centre=HOME)
    assert "1 record stands open now." in words(auditor.get(REVIEWS).text)
    assert "waits for review" in words(visitor("controller", centre=HOME).get("/").text)

    use = address.rpartition("/")[2]
    assert clinician.post(f"{address}/close", {}, page=address).status_code == 303
    assert clinician.get(report).status_code == 403
    queue = auditor.get(REVIEWS).text
    assert TOLD in words(queue)
    assert "see-report" in queue
    found = {"emergency": use, "finding": "justified", "note": "Jour den natten, enligt schemat."}
    assert auditor.post(f"{REVIEWS}/note", found, page=REVIEWS).status_code == 303
    told = words(patient.get("/me/access").text)
    assert "Justified" in told
    assert "Jour den natten" not in told
    assert "Medvetslös" not in caplog.text
    with before.read() as tx:
        log = tx.audit.page(limit=10_000)
    assert not any("Medvetslös" in str(one.entry) for one in log)


def test_somebody_who_signed_in_long_ago_must_do_so_again(visitor, site, blocked, orders):
    clinician = visitor("geneticist", centre=HOME)
    old = iso(utc_now() - timedelta(minutes=15, seconds=1))
    with next(iter(site.nodes.values())).records.begin() as tx:
        for row in tx.connection.execute(select(sessions)).all():
            aged = {**row.user, "standing": {**row.user.get("standing", {}), "shown": old}}
            here = sessions.c.token == row.token
            tx.connection.execute(update(sessions).where(here).values(user=aged))
    # A change of purpose gives a new token, and is no new sign-in.
    assert clinician.post("/purpose", {"purpose": "ETREAT"}).status_code == 303
    page = words(clinician.get(PATH).text)
    assert "You must have shown who you are within the last 15 minutes." in page
    assert "Open the record for 60 minutes" not in page
    fields = {"label": orders[0].label, "cause": "cannot_ask", "told": TOLD}
    assert clinician.post(f"{PATH}/open", fields, page=PATH).status_code == 403
    clinician.sign_in("geneticist", HOME, "ETREAT")
    assert "Open the record for 60 minutes" in words(clinician.get(PATH).text)


def test_the_page_says_what_is_missing(visitor):
    page = words(visitor("pharmacist", centre=HOME).get(PATH).text)
    assert "Your purpose must be emergency care." in page
    assert "You must have shown" not in page


@pytest.mark.parametrize(
    ("who", "purpose", "status"),
    [
        ("bioinformatician", "ETREAT", 403),
        ("researcher", "", 403),
        ("auditor", "", 403),
        ("patient", "", 403),
        ("geneticist", "HRESCH", 403),
    ],
)
def test_the_page_is_for_the_bedside(visitor, who, purpose, status):
    one = visitor(who, centre=HOME, purpose=purpose)
    assert one.get(PATH).status_code == status
    assert one.post(f"{PATH}/open", {"label": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": "nobody-has-this"}, "nobody at this node has that label"),
        ({"cause": ""}, "choose why"),
        ({"cause": "curious"}, "choose why"),
        ({"told": "akut"}, "15 to 1000 letters"),
        ({"told": "Patienten 640823-3234 kom akut."}, "personal number"),
    ],
)
def test_a_form_that_makes_no_sense_says_what_is_wrong_and_keeps_the_words(
    visitor, blocked, orders, change, said
):
    clinician = visitor("geneticist", centre=HOME, purpose="ETREAT")
    fields = {"label": orders[0].label, "cause": "cannot_ask", "told": TOLD} | change
    sent = clinician.post(f"{PATH}/open", fields, page=PATH)
    assert sent.status_code == 422
    assert said in words(sent.text)
    assert f'value="{fields["label"]}"' in sent.text
    assert clinician.get(f"/nodes/{HOME}/pgx/orders/{orders[0].id}").status_code == 403


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"emergency": "eme_nope", "finding": "justified", "note": "Long enough a note."}, 422),
        ({"emergency": "eme_nope", "finding": "fine", "note": "Long enough a note."}, 422),
    ],
)
def test_a_finding_that_makes_no_sense_is_a_clean_error(visitor, fields, status):
    auditor = visitor("auditor", centre=HOME)
    assert auditor.post(f"{REVIEWS}/note", fields, page=REVIEWS).status_code == status
    assert visitor("geneticist", centre=HOME).get(REVIEWS).status_code == 403


@pytest.mark.parametrize("who", ["coordinator", "auditor", "patient", "industry", "controller"])
def test_the_figure_is_shown_to_all_who_have_signed_in(visitor, who):
    page = visitor(who).get("/oversight")
    assert page.status_code == 200
    text = words(page.text)
    assert "All 7 centres answered" in text
    assert re.search(r"Skåne Answered \d+ \d+ [\d.]+ \d+", text)


def test_nobody_sees_it_without_a_name(visitor):
    sent = visitor().get("/oversight")
    assert (sent.status_code, sent.headers["location"].split("?")[0]) == (303, "/sign-in")


def test_the_nation_is_the_sum_of_its_centres_and_a_silent_one_is_no_zero(visitor, site):
    from samvar.govern.identity import PERSONAS, Asker
    from samvar.model.place import CENTRES

    asked = {"centres": tuple(CENTRES)}
    auditor = Asker.of(PERSONAS["auditor"])
    lines = lines_of(site.network("stockholm").ask_now("emergency_access", asked, auditor, 5))
    nation, *centres = lines
    for name in ("uses", "unreviewed", "overdue"):
        assert getattr(nation, name) == sum(getattr(one, name) for one in centres)
    assert (nation.overdue, centres[0].centre) == (1, "stockholm")
    with stopped(site, "stockholm", "skane"):
        answer = site.network("stockholm").ask_now("emergency_access", asked, auditor, 5)
        page = words(visitor("auditor").get("/oversight").text)
    silent = next(one for one in lines_of(answer) if one.centre == "skane")
    assert (silent.state, silent.uses, silent.share) == ("down", None, None)
    assert "Skåne Out of reach – – – –" in page
    assert "is not zero" in page
    assert answer.bounds.upper is None


def test_only_the_centre_and_the_span_decide_what_is_asked(site):
    from samvar.govern.identity import PERSONAS, Asker
    from samvar.model.errors import UsageError

    network, auditor = site.network("stockholm"), Asker.of(PERSONAS["auditor"])
    for centres in (("atlantis",), ("skane", "skane")):
        with pytest.raises(UsageError):
            network.ask_now("emergency_access", {"centres": centres}, auditor, 5)
