"""From a referral to an acknowledged answer: two readers, a conflict, one answer, an amendment."""

from __future__ import annotations

import pytest

from samvar.demo.rare_disease.family import Drawn, draw_family
from samvar.demo.rare_disease.kind import kind_of
from samvar.demo.rare_disease.write import write_family
from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.panel import Panel, PanelGene
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.panel_genes import pin_panel
from samvar.focus.rare_disease.service.panels import keep_panels
from samvar.focus.rare_disease.service.plan import plan_case
from samvar.focus.rare_disease.service.referral import place_referrals
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.site import Site
from tests.browser.test_accessible import looked_at

MOST_CLICKS = 8
"""The first reader's, as their page of the handbook has it: the reading, begin, the list, the
variant, classify, give the class, the reading, conclude."""


def asker(name: str) -> Asker:
    return Asker.of(PERSONAS[name].at("stockholm"))


@pytest.fixture(scope="module")
def family(demo_site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[Drawn, str]:
    """A child with a new variant, loaded as the referral asks; the case's id."""
    node = demo_site.nodes["stockholm"]
    drawn = draw_family(7, kind_of("de novo"), "BRO-RD-01", others=12, certain=True)
    new = NewReferral(
        label="BRO-REM-1", patient=drawn.names[0], referring_region="01", unit="child-neurology"
    )
    place_referrals(node, [new], asker("geneticist"))
    config = write_family(tmp_path_factory.mktemp("family"), drawn)
    case = NewCase(plan_case(config), "01", "browser-families", asserted=True, referral="BRO-REM-1")
    return drawn, load_case(node, case, asker("bioinformatician")).case


@pytest.fixture(scope="module")
def panel(demo_site: Site, family: tuple[Drawn, str]) -> str:
    """A gene panel, fixed in the family's case; its id."""
    node, who = demo_site.nodes["stockholm"], asker("geneticist")
    genes = (PanelGene(symbol=family[0].gene.symbol, confidence=3),)
    panel = Panel(id="bench", version="1.0", name="Bench", source="here", genes=genes)
    keep_panels(node, (panel,), who)
    pin_panel(node, family[1], panel.id, who)
    return panel.id


class Reader:
    """Somebody before a page, and how often they have clicked."""

    def __init__(self, page) -> None:
        self.page, self.clicks = page, 0

    def click(self, name: str, role: str = "button") -> None:
        self.page.locator("main").get_by_role(role, name=name, exact=True).first.click()
        self.clicks += 1

    def tab(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        self.clicks += 1

    @property
    def text(self) -> str:
        return self.page.inner_text("main")

    def classify(self, drawn: Drawn, classed: str) -> None:
        """From the case to the class of the causal variant, and back to the reading."""
        self.tab("Small variants")
        self.click(drawn.cause[0], "link")
        self.click("Classify", "link")
        self.page.fill("#condition", drawn.gene.disease)
        self.page.select_option("#class", classed)
        self.page.fill("#settle-why", "what it does to the gene is known to cause the disease")
        self.click("Give the class")
        self.tab("Reading")

    def acknowledge(self, label: str, words: str) -> None:
        """From the list of one's unit to the answer, and that it was read."""
        self.click(label, "link")
        self.click("Read the answer", "link")
        assert words in self.text
        self.click("I have read the report")
        steps = self.page.locator(".steps [aria-current]").inner_text()
        assert steps.strip().startswith("Acknowledged")

    def conclude(self, outcome: str, words: str) -> None:
        self.page.select_option("#outcome-own", outcome)
        self.page.fill("#text-own", words)
        self.click("Conclude")


PAGES = [
    ("geneticist", "/nodes/stockholm/rare/cases"),
    ("geneticist", "{case}"),
    ("geneticist", "{case}/reading"),
    ("geneticist", "{case}/report"),
    ("geneticist", "{case}/similar"),
    ("geneticist", "/nodes/stockholm/rare/agreement"),
    ("geneticist", "/nodes/stockholm/rare/referrals"),
    ("geneticist", "{referral}"),
    ("geneticist", "/nodes/stockholm/rare/new-referral"),
    ("geneticist", "/nodes/stockholm/rare/contacts"),
    ("geneticist", "/nodes/stockholm/rare/contacts?show=outgoing"),
    ("geneticist", "/nodes/stockholm/rare/panels"),
    ("geneticist", "/nodes/stockholm/rare/panels/{panel}"),
    ("geneticist", "/nodes/stockholm/rare/reanalysis"),
    ("geneticist", "/nodes/stockholm/rare/filters"),
    ("coordinator", "/rare/quality"),
]
"""Of the bench, as they stand at the end of the journey."""


def test_from_a_case_to_an_amended_answer(open_page, family):
    drawn, case = family
    address = f"/nodes/stockholm/rare/cases/{case}"
    first = Reader(open_page(address, "geneticist"))
    first.tab("Reading")
    assert "Not settled" in first.text
    first.click("Begin to read as the first reader")
    first.classify(drawn, "likely_pathogenic")
    first.conclude("solved", f"{drawn.gene.symbol}, new in the child")
    assert first.clicks <= MOST_CLICKS

    second = Reader(open_page(f"{address}/reading", "second-reader"))
    assert drawn.cause[0] not in second.text, "the second reader knows nothing of the first's"
    assert f"{drawn.gene.symbol}, new in the child" not in second.text
    second.click("Begin to read as the second reader")
    second.classify(drawn, "uncertain")
    second.conclude("unsolved", "nothing explains it")
    assert "Different outcomes." in second.text

    first.page.goto(first.page.url.partition("/nodes/")[0] + f"{address}/report")
    assert "nothing can be signed" in first.text
    first.page.goto(first.page.url.partition("/nodes/")[0] + f"{address}/reading")
    first.page.select_option("#base", "first")
    first.page.select_option("#outcome-joint", "solved")
    first.page.fill("#text-joint", "Talked over: the variant explains the features")
    first.page.check("input[name=together]")
    first.click("Write it down")
    assert "waits for the other to confirm it" in first.text
    second.page.reload()
    second.click("Confirm: this is what we came to")
    assert "Settled: the case can be signed." in second.text
    first.page.reload()
    assert "Settled: the case can be signed." in first.text

    first.tab("Report")
    first.click("Sign the report")
    assert "Signed report" in first.text or drawn.gene.symbol in first.text
    first.click("Referral", "link")
    assert first.page.locator(".steps [aria-current]").inner_text().strip().startswith("Reported")
    assert first.page.get_by_role("button", name="I have read the report").count() == 0

    assert "only its people can acknowledge it" in first.text
    ward = Reader(open_page("/nodes/stockholm/rare/own-referrals", "referring-clinician"))
    ward.acknowledge("BRO-REM-1", drawn.gene.symbol)

    first.page.goto(first.page.url.partition("/nodes/")[0] + f"{address}/reading")
    first.page.fill("#why-anew-", "a new publication")
    first.click("Begin a new round")
    for reader in (first, second):
        reader.page.goto(first.page.url.partition("/nodes/")[0] + f"{address}/reading")
        place = "first" if reader is first else "second"
        reader.click(f"Begin to read as the {place} reader")
        reader.classify(drawn, "pathogenic")
        reader.conclude("solved", "now pathogenic")
    first.page.reload()
    assert "Settled: the case can be signed." in first.text
    first.tab("Report")
    first.click("What would be reported now", "link")
    first.click("Sign an amended report")
    first.click("Referral", "link")
    assert first.page.locator(".steps [aria-current]").inner_text().strip().startswith("Reported")
    ward.page.goto(ward.page.url.partition("/nodes/")[0] + "/nodes/stockholm/rare/own-referrals")
    ward.acknowledge("BRO-REM-1", "amends")


@pytest.mark.parametrize(("persona", "path"), PAGES, ids=lambda part: part)
def test_everybody_can_use_the_pages_of_the_bench(
    open_page, axe, demo_site, family, panel, persona, path
):
    """After the journey: with two rounds, a signed and amended report, and what hangs on them."""
    node = demo_site.nodes["stockholm"]
    case = f"/nodes/stockholm/rare/cases/{family[1]}"
    referral = f"/nodes/stockholm/rare/referrals/{case_of(node, family[1]).referral}"
    address = path.format(case=case, referral=referral, panel=panel)
    assert looked_at(open_page, axe, address, persona) == []
