"""What a recommendation comes down to, read from its words.

A layer states its action. CPIC's file has only text, in 258 wordings for 1,998 lines (version
1.20.0); each rule below is the wording that it knows, the first that is found decides. A text that
no rule knows is `OTHER`: somebody must read it. It is never taken for the usual dose.

Where a text offers two things, the stronger departure from the usual decides, with one
exception: thiopurines for somebody without the enzyme are a tenth of the dose in malignancy and
another drug otherwise, and count as `REDUCE`, as they do for all three of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from samvar.focus.pharmacogenomics.model import Action
from samvar.knowledge.pharmacogenomics.model import Recommendation

_TABLE: tuple[tuple[str, Action], ...] = (
    # Nothing is recommended, whatever follows.
    (r"^no recommendation\b|^n/a$", Action.NONE),
    (r"^insufficient evidence demonstrating clinical impact", Action.NONE),
    # The result that the advice would rest on is missing, or does not decide.
    (r"enzyme activity must be measured", Action.OTHER),
    (r"^clinical findings, family history, further genetic testing", Action.OTHER),
    (r"^(neither )?(tpmt|nudt15)\b.*\bphenotype could (not )?be assigned", Action.OTHER),
    # "Avoid moderate and strong CYP2D6 inhibitors. Initiate therapy with recommended ..." is of
    # the other drugs; the text is printed, and the inhibitors on the list are noted.
    (r"^avoid moderate and strong cyp2d6 inhibitors\. initiate .*\bstandard\b", Action.STANDARD),
    # Exposed without harm: cautious use is neither the usual nor a ban.
    (r"cautiously consider (the )?use of", Action.OTHER),
    (r"alternative agents are not available, consider the use of", Action.MONITOR),
    # A tenth, a quarter, a cap: before the alternatives that the same text may name.
    (r"drastically reduced|initiate dose at 10 mg/m2/day", Action.REDUCE),
    (r"^no reason to avoid\b|^there is no need to avoid\b", Action.STANDARD),
    (r"^avoid\b|\bis not recommended$|\bcontraindicated\b|\bdo not use\b", Action.AVOID),
    (r"^(select|choose|recommend|prescribe) (an )?alternative\b", Action.AVOID),
    (r"^consider (an )?alternative\b|^consider hormonal therapy", Action.AVOID),
    (r"^consider a [\d-]+% reduction", Action.REDUCE),
    (r"\b(start with reduced|reduce starting) (starting )?doses?\b", Action.REDUCE),
    (r"^reduce starting dose\b|approximately \d+% less than typical", Action.REDUCE),
    (r"\bprescribe ≤ ?\d+ ?mg\b", Action.REDUCE),
    (r"^initiate therapy with ([\d-]+% of the )?lowest recommended", Action.REDUCE),
    (r"\bdecreased dose of\b", Action.REDUCE),
    (r"^initiate standard starting daily dose\. .*consider \d+% reduction", Action.REDUCE),
    (r"^increase starting (daily )?dose\b", Action.INCREASE),
    (r"^initiate standard starting daily dose\. consider increasing dose", Action.INCREASE),
    # Atomoxetine: held at the first step, which no label calls usual; or raised as usual.
    (r"^initiate with a dose of \d.* and if no clinical response", Action.OTHER),
    (r"^initiate with a dose of \d.* and increase to .* after 3 days", Action.MONITOR),
    # The usual dose, but something must be watched for.
    (r"monitor closely|close monitoring|be aware of possible increased risk", Action.MONITOR),
    (r"^use aminoglycoside antibiotics at standard doses .* monitoring", Action.MONITOR),
    (r"^initiate therapy with .*standard.*\. use therapeutic drug monitoring", Action.MONITOR),
    (r"^use .* label recommended .* if no response", Action.MONITOR),
    (r"^initiate therapy with recommended starting dose\. if patient does not", Action.MONITOR),
    # The usual dose by one gene, and nothing known of the other.
    (r"not available|could not be (assigned|determined)", Action.OTHER),
    (r"no indication to change dose or therapy|^no adjustments needed", Action.STANDARD),
    (r"^initiate .*\b(standard|recommended starting dose)\b", Action.STANDARD),
    (r"^prescribe desired starting dose|^start with normal starting dose", Action.STANDARD),
    (r"^use .*\b(per standard dosing|label recommended|to the product label)", Action.STANDARD),
    (r"^if considering clopidogrel, use at standard dose", Action.STANDARD),
)  # fmt: skip
_RULES = tuple((re.compile(pattern), action) for pattern, action in _TABLE)
_NOT_USUAL = re.compile(
    r"\d ?%|\breduc|\bhalf\b|\bhalve|\balternative|\bcaution|\bincreas|\bdouble"
)
"""No text that has one of these is the usual dose, however it begins."""


@lru_cache(4096)
def action_of(text: str) -> Action:
    """What a text of CPIC comes down to.

    >>> action_of("Avoid codeine use because of potential for serious toxicity.")
    <Action.AVOID: 'avoid'>
    >>> action_of("No reason to avoid based on G6PD status")
    <Action.STANDARD: 'standard'>
    >>> action_of("Something that was never seen")
    <Action.OTHER: 'other'>
    """
    words = " ".join(text.lower().split())
    found = next((action for rule, action in _RULES if rule.search(words)), Action.OTHER)
    return Action.OTHER if found is Action.STANDARD and _NOT_USUAL.search(words) else found


def action_for(line: Recommendation) -> Action:
    """The action that a line states, else what its words come down to."""
    return action_of(line.advice) if line.action is msgspec.UNSET else Action(line.action)
