"""The researcher's and the controller's guided tasks: apply, decide, count, clicks counted."""

from __future__ import annotations

from samvar.node.research import read_result

MOST_CLICKS = 7  # to the form, ticks for use and part, send; grant; count; take the account along
VARIANT = "10-94781859-G-A"


def test_from_application_to_a_signed_account(open_page, demo_site):
    researcher = open_page("/research", "researcher", quiet=("status of 403",))
    clicks = 0

    def click(page, name: str, role: str = "button") -> None:
        nonlocal clicks
        page.locator("main").get_by_role(role, name=name, exact=True).first.click()
        clicks += 1

    click(researcher, "Apply for a permit", "link")
    researcher.fill("#title", "Clopidogrel after a stent")
    researcher.fill("#purpose", "How many people would need another drug?")
    researcher.fill("#ethics", "2026-01234-01")
    researcher.locator("#ask-ask\\:regional").check()
    researcher.locator("#use-DUO\\:0000037").check()
    clicks += 2
    click(researcher, "Send the application")
    researcher.wait_for_url("**/research/permits/prm_*")
    assert "0 of 7 centres have granted it" in researcher.inner_text("main")
    assert researcher.locator("#variants").count() == 0

    controller = open_page("/nodes/stockholm/permits", "controller")
    assert "waits for you" in controller.inner_text("main") or "wait for you" in (
        controller.inner_text("main")
    )
    controller.get_by_role("link", name="Clopidogrel after a stent").click()
    assert "You decide." in controller.inner_text("main")
    click(controller, "Grant")
    assert "Granted" in controller.inner_text("#decisions")

    researcher.reload()
    assert "1 of 7 centres have granted it" in researcher.inner_text("main")
    researcher.fill("#variants", VARIANT)
    click(researcher, "Count")
    figures = researcher.inner_text("#figures")
    assert "Skåne refused" in figures
    assert "Stockholm" in researcher.inner_text("#carriers_count-regions")
    with researcher.expect_download() as taken:
        click(researcher, "Take the signed account along", "link")
    keys = [key for member in demo_site.roster.nodes for key in member.public_keys]
    result = read_result(taken.value.path().read_bytes(), keys)
    assert [row.node for row in result.decisions if row.outcome == "granted"] == ["stockholm"]
    assert clicks <= MOST_CLICKS

    controller.fill("#reason", "The approval has ended")
    controller.get_by_role("button", name="Withdraw the grant").click()
    researcher.goto(researcher.url.removesuffix("#figures").removesuffix("/cohort"))
    assert "The approval has ended" in researcher.inner_text("#replies")
    assert researcher.locator("#variants").count() == 0
