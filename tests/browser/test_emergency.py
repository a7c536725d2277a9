"""A record is opened in an emergency, read, closed and reviewed, by mouse and keyboard."""

from __future__ import annotations

import re

from samvar.focus.pharmacogenomics.records import Orders
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.emergency import Finding
from tests.browser.test_accessible import violations

HOME = "/nodes/stockholm"
TOLD = "Septisk chock på intensiven, ingen remiss ännu."


def come(open_page, persona, language="en"):
    """A sign-in of this test's own: a change of purpose ends the token of the others'."""
    page = open_page("/sign-in", language=language, quiet=("status of 4",))
    page.click(f"button[value={persona}]")
    page.wait_for_load_state()
    return page


def somebody(site):
    """An order with a report, of a patient who has closed the record to all but the pharmacy."""
    with site.nodes["stockholm"].records.begin() as tx:
        opened = {one.person for one in tx.emergencies.waiting()}
        own = tx.accounts.person_of("patient@stockholm")
        every = Orders(tx.connection).all()
        found = next(one for one in every if one.report and one.person not in (*opened, own))
        tx.choices.add(Choice(found.person, Use.UNIT, False, utc_now(), "test", "pharmacy"))
    return found


def test_the_whole_way(open_page, demo_site, address, axe):
    order, records = somebody(demo_site), demo_site.nodes["stockholm"].records
    page = come(open_page, "microbiologist")
    page.goto(f"{address}{HOME}/emergency")
    assert "Your purpose must be emergency care." in page.inner_text("main")
    page.click("text=Work for emergency care")
    page.wait_for_selector("#told")
    assert violations(page, axe) == []
    page.fill("#label", order.label)
    page.select_option("#cause", "not_yet_ours")
    page.fill("#told", TOLD)
    page.press("#told", "Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/emergency/eme_\w+$"))
    use = page.url.rpartition("/")[2]
    assert page.locator("h1").inner_text() == order.label
    assert "Open for 60 minutes more" in page.inner_text("main")
    assert violations(page, axe) == []

    opened = page.url
    page.click("#sheets tbody a >> text=Pharmacogenomic report")
    page.wait_for_url("**/pgx/reports/rep_*")
    refused = page.request.get(page.url + "/fhir", headers={"accept": "text/html"})
    assert refused.status == 403
    assert "no data are taken out" in refused.text()
    page.goto(opened)
    page.click("text=Close the record now")
    page.wait_for_url("**/emergency")
    assert page.goto(opened).status == 403

    auditor = come(open_page, "auditor", "sv")
    auditor.goto(f"{address}{HOME}/emergency-reviews")
    assert TOLD in auditor.inner_text("main")
    auditor.select_option(f"#finding-{use}", "justified")
    auditor.fill(f"#note-{use}", "Inlagd den natten, enligt journalen.")
    auditor.press(f"#note-{use}", "Enter")
    auditor.wait_for_selector(f"#finding-{use}", state="detached")
    assert violations(auditor, axe) == []
    with records.read() as tx:
        assert [word.finding for word in tx.emergencies.get(use).reviews] == [Finding.JUSTIFIED]
