"""Releases, recalls and passports on pages: what is shown is what the node has."""

from __future__ import annotations

import json
import re
import time

import pytest

from samvar.demo.pharmacogenomics.release import next_release
from samvar.focus.pharmacogenomics.passport import read, read_status_list, verify_passport
from samvar.focus.pharmacogenomics.service import (
    current_release,
    passport_here,
    passports_here,
    recall_list,
    revoke_passport,
    status_list,
)
from samvar.govern.identity import PERSONAS, Asker
from samvar.knowledge.pharmacogenomics.own import own_release
from tests.web.test_variant import cells
from tests.web.visitor import HTML, Reader, stopped, words

NEXT, OWN = next_release().name, own_release().name
HERE = "/nodes/skane/pgx"
FORM = f"{HERE}/passports"


@pytest.fixture
def pharmacist(visitor):
    """Skåne's pharmacist."""
    return visitor("pharmacist", centre="skane")


@pytest.fixture
def node(site):
    return site.nodes["skane"]


# -- knowledge ------------------------------------------------------------------------------


def test_each_release_is_listed_with_its_digest_and_whether_it_is_in_use(pharmacist):
    html = pharmacist.get(f"{HERE}/knowledge").text
    own, other = cells(html, OWN), cells(html, NEXT)
    assert own[1].endswith("In use")
    assert other[1] == "–"
    assert next_release().digest[:12] in other
    assert other[3] == str(len(next_release().knowledge.genes))


def test_what_changed_between_two_is_one_fact_with_both_sides(pharmacist):
    html = pharmacist.get(f"{HERE}/knowledge?old={OWN}&new={NEXT}").text
    assert "1 fact differs." in words(html)
    assert cells(html, "c.1129")[1:] == ["Function", "Decreased function 0.5", "No function 0.0"]
    assert cells(html, "DPYD")[1:] == ["1", "Function 1"]
    same = pharmacist.get(f"{HERE}/knowledge?old={OWN}&new={OWN}").text
    assert "Nothing differs." in words(same)


def test_a_long_difference_is_paged_and_filtered(pharmacist, node, shared_data):
    from samvar.knowledge.pharmacogenomics.diff import diff
    from samvar.knowledge.pharmacogenomics.folder import read_folder
    from samvar.knowledge.pharmacogenomics.release import write

    public = read_folder(shared_data / "pharmacogenomics", name="public")
    write(public, node.knowledge_shelf)
    changes = diff(own_release(), public)
    address = f"{HERE}/knowledge?old={OWN}&new=public"
    html = pharmacist.get(address).text
    assert f"1–100 / {len(changes)}" in html
    last = (len(changes) - 1) // 100 * 100
    assert f"{last + 1}–{len(changes)} / {len(changes)}" in pharmacist.get(
        f"{address}&offset={last + 7}"
    ).text  # fmt: skip
    tpmt = sum(each.subject == "TPMT" for each in changes)
    part = pharmacist.get(f"{address}&subject=TPMT").text
    assert f"TPMT: {tpmt} changes" in words(part)
    for odd in ("-1", "x", "9" * 30, "1e3", "²"):
        assert pharmacist.get(f"{address}&offset={odd}").status_code == 200


@pytest.mark.parametrize("name", ["../skane", "/etc", "none", "..", "%00"])
def test_no_release_is_read_from_a_folder_that_a_reader_names(pharmacist, name):
    assert pharmacist.get(f"{HERE}/knowledge?old={name}&new={OWN}").status_code == 404
    assert pharmacist.post(f"{HERE}/knowledge/adopt", {"release": name}).status_code == 404
    assert pharmacist.post(f"{HERE}/knowledge/assess", {"release": name}).status_code == 404


def test_a_release_is_adopted_and_put_back(pharmacist, node):
    sent = pharmacist.post(f"{HERE}/knowledge/adopt", {"release": NEXT})
    assert sent.status_code == 303
    assert current_release(node).name == NEXT
    assert cells(pharmacist.get(f"{HERE}/knowledge").text, NEXT)[1].endswith("In use")
    assert pharmacist.post(f"{HERE}/knowledge/adopt", {"release": OWN}).status_code == 303
    assert current_release(node).name == OWN


def test_who_may_only_look_finds_no_button(visitor):
    html = visitor("researcher", centre="skane").get(f"{HERE}/knowledge").text
    assert "/knowledge/adopt" not in html
    assert "/pgx/recalls" not in html


# -- recalls --------------------------------------------------------------------------------


def test_the_list_says_then_and_now_and_leads_to_the_order(pharmacist, node):
    found = recall_list(node, NEXT)
    html = pharmacist.get(f"{HERE}/recalls?release={NEXT}").text
    assert len(found) > 0
    assert html.count("/handle") == min(50, sum(r.handled is None for r in found))
    text = words(html)
    assert "activity score 1.5" in text
    assert "activity score 1" in text
    assert NEXT in html
    orders = re.findall(rf'href="({HERE}/orders/ref_[0-9a-z]+)"', html)
    assert orders
    assert pharmacist.get(orders[0]).status_code == 200


def test_the_page_begins_with_the_release_that_was_assessed_last(pharmacist):
    plain = pharmacist.get(f"{HERE}/recalls").text
    assert f'<option value="{NEXT}" selected' in plain


def test_a_line_is_seen_to_and_opened_again(pharmacist, node):
    number = next(r.number for r in recall_list(node, NEXT) if r.handled is None)
    fields = {"release": NEXT, "show": "open"}
    address = f"{HERE}/recalls?release={NEXT}"
    sent = pharmacist.post(f"{HERE}/recalls/{number}/handle", fields)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{address}&show=open")
    assert f"/recalls/{number}/handle" not in pharmacist.get(f"{address}&show=open").text
    assert f"/recalls/{number}/undo" in pharmacist.get(f"{address}&show=handled").text
    line = next(r for r in recall_list(node, NEXT) if r.number == number)
    assert line.handled_by == "pharmacist"
    assert pharmacist.post(f"{HERE}/recalls/{number}/undo", fields).status_code == 303
    assert all(r.handled is None for r in recall_list(node, NEXT) if r.number == number)
    for odd in ("x", "-1", "9" * 20, "²"):
        assert pharmacist.post(f"{HERE}/recalls/{odd}/handle", fields).status_code in (404, 422)


def test_to_assess_again_is_a_job_that_keeps_the_list_and_leads_to_it(pharmacist, node):
    before = [(r.sample, r.gene, r.new) for r in recall_list(node, NEXT)]
    sent = pharmacist.post(f"{HERE}/knowledge/assess", {"release": NEXT})
    job = sent.headers["location"]
    assert job.startswith("/nodes/skane/jobs/job_")
    assert f"{HERE}/recalls?" not in pharmacist.get(job).text
    for _ in range(1000):  # the site's own worker does it
        if node.jobs.get(job[-28:]).state.final:
            break
        time.sleep(0.02)
    done = pharmacist.get(job).text
    assert f'href="{HERE}/recalls?release={NEXT}"' in done
    events = [(e.done, e.total, e.unit) for e in node.jobs.events(job[-28:])]
    assert events[-1][0] == events[-1][1] > 0
    assert [(r.sample, r.gene, r.new) for r in recall_list(node, NEXT)] == before


def test_the_country_is_counted_beside_it_and_a_silent_centre_named(pharmacist, site):
    asked = {"release": NEXT, "genes": tuple(g.name for g in next_release().knowledge.genes)}
    asker = Asker.of(PERSONAS["pharmacist"].at("skane"))
    value = site.network("skane").ask_now("recall", asked, asker).value
    at = asked["genes"].index("DPYD")
    html = pharmacist.get(f"{HERE}/recalls?release={NEXT}").text
    row = cells(html[html.index('id="nation"') :], "DPYD")
    told = [
        int(value[name][at])
        for name in ("phenotype_changed", "advice_changed", "open", "assessed", "tested")
    ]
    said = [-1 if cell == "below the floor" else int(cell.replace(",", "")) for cell in row[1:]]
    assert said == told
    assert min(told[3:]) > 0
    assert "All 7 centres answered" in words(html)
    with stopped(site, "skane", "orebro"):
        partial = words(pharmacist.get(f"{HERE}/recalls?release={NEXT}").text)
    assert "6 of 7 centres" in partial
    assert "Örebro" in partial


def test_a_release_that_nobody_was_assessed_under_says_so(pharmacist):
    text = words(pharmacist.get(f"{HERE}/recalls?release={OWN}").text)
    assert "Nobody here has been assessed under this release." in text
    assert "have not been assessed under this release" in text


# -- passports ------------------------------------------------------------------------------


@pytest.fixture
def issued(pharmacist, node):
    """A passport of one of Skåne's reports, issued by the form for Uppsala."""
    report = passport_here(node, passports_here(node)[-1].id).report
    fields = {"centres": "uppsala, orebro", "days": "7"}
    sent = pharmacist.post(f"{HERE}/reports/{report}/passport", fields)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].rpartition("/")[2]


def test_an_issued_passport_has_a_page_a_file_and_an_end(pharmacist, node, site, issued):
    html = pharmacist.get(f"{FORM}/{issued}").text
    assert f"{issued}</h1>" in html
    assert "Uppsala, Örebro" in words(html)
    file = pharmacist.get(f"{FORM}/{issued}/json")
    assert file.headers["content-disposition"] == f'attachment; filename="{issued}.json"'
    sealed = read(file.content)
    assert verify_passport(sealed, site.roster).good
    assert issued in pharmacist.get(FORM).text
    assert pharmacist.post(f"{FORM}/{issued}/revoke", {}).status_code == 303
    after = pharmacist.get(f"{FORM}/{issued}").text
    assert "Taken back" in words(after)
    assert f"{issued}/revoke" not in after
    assert pharmacist.get(f"{FORM}/{issued}/json").status_code == 404
    signed = read_status_list(pharmacist.get(f"{FORM}/status-list.json").content)
    assert verify_passport(sealed, site.roster, status=signed).revoked


def test_it_is_fetched_where_the_patient_is_and_nowhere_else(visitor, site, issued, node):
    held = passport_here(node, issued)
    patient = read(held.document.encode()).passport.patient
    asked = f"pgx/passports?id={issued}"
    named = visitor("pharmacist", centre="uppsala").get(f"/nodes/uppsala/{asked}").text
    assert "Genuine: signed by Skåne" in words(named)
    assert "Not taken back: Skåne said so" in words(named)
    assert patient in named
    other = visitor("pharmacist", centre="stockholm").get(f"/nodes/stockholm/{asked}").text
    assert "No centre gave this passport out" in words(other)
    assert patient not in other
    with stopped(site, "stockholm", "skane"):
        silent = visitor("pharmacist", centre="stockholm").get(f"/nodes/stockholm/{asked}").text
    assert "A centre that did not answer may have it." in words(silent)
    revoke_passport(node, issued, Asker.of(PERSONAS["pharmacist"].at("skane")))
    gone = visitor("pharmacist", centre="uppsala").get(f"/nodes/uppsala/{asked}").text
    assert "Skåne has taken this passport back." in words(gone)
    assert patient not in gone


def test_an_id_of_something_else_is_said_to_be_none(pharmacist):
    text = words(pharmacist.get(f"{FORM}?id=per_123").text)
    assert "That is not the id of a passport" in text


def test_a_file_is_checked_and_its_issuer_asked(visitor, site, issued, node):
    """With the issuer silent the signature still counts, and the page says what was not asked."""
    held = passport_here(node, issued)
    elsewhere = visitor("pharmacist", centre="orebro")
    check = "/nodes/orebro/pgx/passports/check"
    pasted = {"passport": held.document.replace("\n", "\r\n")}  # as a browser sends it
    text = words(elsewhere.post(check, pasted).text)
    assert "Genuine: signed by Skåne" in text
    assert "Within its time." in text
    assert "Not taken back: Skåne said so" in text
    with stopped(site, "orebro", "skane"):
        text = words(elsewhere.post(check, pasted).text)
    assert "Genuine: signed by Skåne" in text
    assert "Whether it was taken back was not checked: Skåne did not answer." in text


def test_the_file_itself_can_be_given_instead_of_its_text(visitor, issued, node):
    held = passport_here(node, issued)
    elsewhere = visitor("pharmacist", centre="orebro")
    check = "/nodes/orebro/pgx/passports/check"
    for content, found in ((held.document, "Genuine: signed by"), ("{}", "This is no passport")):
        sent = elsewhere.client.post(
            check,
            data={"passport": "", **elsewhere.token()},
            files={"file": ("passport.json", content.encode(), "application/json")},
            headers=HTML,
        )
        assert found in words(sent.text)


def test_nothing_of_a_forged_file_is_shown(visitor, issued, node):
    held = passport_here(node, issued)
    forged = json.loads(held.document)
    forged["passport"]["patient"] = "SOMEBODY-ELSE"
    elsewhere = visitor("pharmacist", centre="orebro")
    html = elsewhere.post(
        "/nodes/orebro/pgx/passports/check", {"passport": json.dumps(forged)}
    ).text  # fmt: skip
    assert "Not genuine" in words(html)
    assert "SOMEBODY-ELSE" not in html
    assert "passport-genes" not in html
    for rubbish in ("", "{}", "<script>", "[" * 5000):
        sent = elsewhere.post("/nodes/orebro/pgx/passports/check", {"passport": rubbish})
        assert sent.status_code == 422
        assert "This is no passport" in words(sent.text)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"centres": "oslo", "days": "7"}, 422),
        ({"centres": "uppsala", "days": "91"}, 422),
        ({"centres": "uppsala", "days": "soon"}, 422),
        ({"centres": "uppsala"}, 422),
        ({"centres": "", "days": "1"}, 303),
    ],
)
def test_a_passport_that_cannot_be_issued_is_not(pharmacist, node, fields, status):
    before = len(passports_here(node))
    report = passport_here(node, passports_here(node)[-1].id).report
    sent = pharmacist.post(f"{HERE}/reports/{report}/passport", fields)
    assert sent.status_code == status
    assert len(passports_here(node)) == before + (status == 303)


def test_the_status_list_is_for_those_who_read_passports(visitor, node):
    path = f"{FORM}/status-list.json"
    assert visitor("pharmacist", centre="orebro").get(path).status_code == 200
    assert visitor("researcher", centre="skane").get(path).status_code == 403
    assert visitor().get(path).status_code in (303, 401)
    assert status_list(node).issuer == "skane"


def test_every_word_of_a_passport_is_marked_for_translation(visitor, issued, node):
    """Pages that `test_pages` cannot name: an issued passport, and what a check found."""
    held = passport_here(node, issued)
    one = visitor("pharmacist", language="pseudo", centre="skane")
    pages = [
        one.get(f"{FORM}/{issued}").text,
        one.post(f"{FORM}/check", {"passport": held.document}).text,
        one.post(f"{FORM}/check", {"passport": held.document.replace("skane", "orebro")}).text,
    ]
    for html in pages:
        bare = [
            text
            for text, is_data in Reader(html).words
            if not is_data
            and re.search(
                r"[^\W\d_]{2,}", re.sub(r"⟦.*⟧|\b(UTC|SHA|samvar)\b", "", text, flags=re.S)
            )
        ]
        assert bare == []
