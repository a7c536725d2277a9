"""What a text of CPIC comes down to: every one is classified, a sample was judged by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from samvar.focus.pharmacogenomics.model import Action
from samvar.focus.pharmacogenomics.rules.action import _RULES, action_for, action_of
from samvar.knowledge.pharmacogenomics.model import Recommendation, Release
from samvar.knowledge.pharmacogenomics.own import own_release

SEEN = Counter(
    {"avoid": 958, "reduce": 295, "increase": 15, "other": 100, "monitor": 121, "standard": 365,
     "none": 144}
)  # fmt: skip
"""Lines of version 1.20.0, as the rules class them; a change of a rule must be looked at here."""

JUDGED = [
    # how the text begins; it is one text, or several that must agree
    ("Abacavir is not recommended", "avoid"),
    ("Allopurinol is contraindicated", "avoid"),
    ("Avoid use", "avoid"),
    ("Avoid use of 5-fluorouracil or 5-fluorouracil prodrug-based regimens.", "avoid"),
    ("Avoid use of 5-fluorouracil or 5-fluorouracil prodrug-based regimens. In the event", "avoid"),
    ("Avoid clopidogrel if possible.", "avoid"),
    ("Avoid standard dose (75 mg/day) clopidogrel if possible.", "avoid"),
    ("Avoid standard dose clopidogrel (75 mg) if possible.", "avoid"),
    ("Avoid aminoglycoside anitbiotics unless", "avoid"),
    ("Avoid amitriptyline use. If amitripyline is warranted, consider a 50%", "avoid"),
    ("Avoid tricyclic use due to potential lack of efficacy.", "avoid"),
    ("Avoid codeine use because of potential for serious toxicity.", "avoid"),
    ("Avoid tramadol use because of possibility of diminished analgesia.", "avoid"),
    ("Choose an alternative agent that is not dependent on CYP2C19", "avoid"),
    ("Choose an alternative therapy not metabolized by CYP2C9", "avoid"),
    ("Consider alternative drug not metabolized by CYP2C19; If doxepin is warranted", "avoid"),
    ("Consider an alternative P2Y12 inhibitor at standard dose", "avoid"),
    ("Consider an alternative agent particularly where jaundice", "avoid"),
    ("Consider an alternative drug not predominantly metabolized by CYP2C19", "avoid"),
    ("Consider hormonal therapy such as an aromatase inhibitor", "avoid"),
    ("Halogenated volatile anesthetics or the depolarizing muscle relaxant", "avoid"),
    ("If patient is carbamazepine-naïve, do not use carbamazepine.", "avoid"),
    ("If patient is carbamazepine-naïve and alternative agents are available, do not", "avoid"),
    ("If patient is phenytoin-naive, do not use phenytoin/fosphenytoin.", "avoid"),
    ("Ivacaftor is not recommended", "avoid"),
    ("Prescribe an alternative statin depending on the desired potency", "avoid"),
    ("Recommend alternative hormonal therapy such as an aromatase inhibitor", "avoid"),
    ("Select alternative drug not predominantly metabolized by CYP2D6", "avoid"),
    ("Based on TPMT status, for malignancy, start with drastically reduced doses", "reduce"),
    ("Based on NUDT15 status, for malignancy, initiate dose at 10 mg/m2/day", "reduce"),
    ("Based on NUDT15 status, start with reduced starting doses", "reduce"),
    ("Based on CYP2C9 status, prescribe ≤20mg per day as a starting dose", "reduce"),
    ("Consider a 25% reduction of recommended starting dose.", "reduce"),
    ("Consider a 25-50% reduction of recommended starting dose and titrate to response", "reduce"),
    ("Consider a 50% reduction of recommended starting dose and titrate to response", "reduce"),
    ("Consider initiating efavirenz with decreased dose of 400 mg/day", "reduce"),
    ("For first dose, use typical initial or loading dose.", "reduce"),
    ("For non-malignant conditions, consider alternative non-thiopurine", "reduce"),
    ("Initiate standard starting daily dose. For chronic therapy (>12 weeks)", "reduce"),
    ("Initiate therapy with 25-50% of the lowest recommended starting dose.", "reduce"),
    ("Initiate therapy with lowest recommended starting dose.", "reduce"),
    ("Prescribe ≤1mg as a starting dose", "reduce"),
    ("Prescribe ≤40mg as a starting dose and adjust doses of atorvastatin", "reduce"),
    ("Reduce starting dose by 50% followed by titration", "reduce"),
    ("Reduce starting doses to 25% of normal dose", "reduce"),
    ("Start with drastically reduced doses", "reduce"),
    ("Start with reduced doses (50% to 80% of normal dose)", "reduce"),
    ("Increase starting daily dose by 100%.", "increase"),
    ("Increase starting dose 1.5 to 2 times recommended starting dose.", "increase"),
    ("Initiate standard starting daily dose. Consider increasing dose by 50-100%", "increase"),
    ("Clinical findings, family history, further genetic testing", "other"),
    ("To ascertain G6PD status, enzyme activity must be measured.", "other"),
    ("If deemed necessary to ascertain G6PD status, enzyme activity must be", "other"),
    ("If the patient has previously used phenytoin continuously for longer than three", "other"),
    ("The latency period for drug-induced SJS/TEN is short", "other"),
    ("Initiate with a dose of 40 mg/day and if no clinical response", "other"),
    ("Based on ABCG2 status, prescribe desired starting dose", "other"),
    ("Based on SLCO1B1 status, prescribe desired starting dose and adjust doses based", "other"),
    ("Neither TPMT or NUDT15 phenotype could be assigned", "other"),
    ("TPMT phenotype could not be assigned based on genotyping performed and", "other"),
    ("Based on TPMT status, start with normal starting dose", "monitor"),
    ("Based on NUDT15, start with normal starting dose", "monitor"),
    ("If patient is carbamazepine-naïve and alternative agents are not available", "monitor"),
    ("Initiate with a dose of 40 mg/day and increase to 80 mg/day after 3 days.", "monitor"),
    ("Initiate therapy with recommended standard of care dosing. Use therapeutic", "monitor"),
    ("Initiate therapy with recommended starting dose. If patient does not respond", "monitor"),
    ("Prescribe desired starting dose and adjust doses of pravastatin", "monitor"),
    ("Use at standard doses with caution and with close monitoring for anemia", "monitor"),
    ("Use aminoglycoside antibiotics at standard doses for the shortest", "monitor"),
    ("Use codeine label recommended age- or weight-specific dosing. If no response", "monitor"),
    ("Use drug cautiously; if used, close monitoring", "monitor"),
    ("Avoid moderate and strong CYP2D6 inhibitors. Initiate therapy with", "standard"),
    ("Based on genotype, there is no indication to change dose or therapy.", "standard"),
    ("If considering clopidogrel, use at standard dose (75 mg/day)", "standard"),
    ("Initiate efavirenz with standard dosing (600 mg/day)", "standard"),
    ("Initiate therapy with recommended starting dose. In accordance with the", "standard"),
    ("No adjustments needed from typical dosing strategies.", "standard"),
    ("No reason to avoid based on G6PD status", "standard"),
    ("No reason to avoid based on G6PD status at standard doses", "standard"),
    ("Start with normal starting dose (e.g., 2-3 mg/kg/day)", "standard"),
    ("There is no need to avoid prescribing of atazanavir", "standard"),
    ("Use abacavir per standard dosing guidelines", "standard"),
    ("Use ivacaftor according to the product label", "standard"),
    ("Insufficient evidence demonstrating clinical impact based on CYP2D6 genotype.", "none"),
    ("No recommendation", "none"),
    ("No recommendation for hydrocodone therapy because of minimal evidence", "none"),
    ("n/a", "none"),
]

UNKNOWN = [
    "Talk to the patient",
    "Initiate therapy with 50% of recommended starting dose.",
    "Initiate half the recommended starting dose",
    "Use per standard dosing guidelines, or an alternative",
    "Start with normal starting dose and increase it with caution",
    "",
]


def _lines(release: Release) -> tuple[Recommendation, ...]:
    return release.knowledge.recommendations


def test_every_line_of_cpic_is_classed_as_it_was(release: Release) -> None:
    lines = _lines(release)
    assert Counter(action_for(line).value for line in lines) == SEEN
    assert sum(SEEN.values()) == len(lines) == 1998


def test_every_text_of_cpic_meets_a_rule_and_every_rule_a_text(release: Release) -> None:
    texts = {" ".join(line.advice.lower().split()) for line in _lines(release)}
    first = {text: next((n for n, (rule, _) in enumerate(_RULES) if rule.search(text)), None)
             for text in texts}  # fmt: skip
    assert [text for text, rule in first.items() if rule is None] == []
    assert set(first.values()) == set(range(len(_RULES)))


@pytest.mark.parametrize(("begins", "expected"), JUDGED)
def test_a_judged_text_comes_down_to_what_was_judged(
    begins: str, expected: str, release: Release
) -> None:
    texts = {line.advice for line in _lines(release)}
    same = {text for text in texts if text.startswith(begins)}
    exact = {text for text in same if text == begins}
    assert same, "the sample is of texts that are there"
    assert {action_of(text).value for text in exact or same} == {expected}


def test_the_sample_covers_every_class() -> None:
    assert len(JUDGED) >= 60
    assert {word for _, word in JUDGED} == {action.value for action in Action}


@pytest.mark.parametrize("text", UNKNOWN)
def test_an_unknown_text_must_be_read_and_is_never_the_usual_dose(text: str) -> None:
    assert action_of(text) is Action.OTHER


def test_the_excerpt_states_the_action_that_its_words_come_down_to() -> None:
    for line in own_release().knowledge.recommendations:
        if line.guideline.startswith("CPIC") and line.section != "update of March 2024":
            assert action_for(line) is action_of(line.advice), line.advice
