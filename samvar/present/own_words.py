"""Words for a patient's own pages: uses, how a thing was said, and acts as the log names them.

Plain words: a patient reads them, and need not know what a node or an epoch is.
"""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_, Language
from samvar.present.words import word

USES: Mapping[str, str] = {
    "care": N_("I count in the figures of health care"),
    "research": N_("I count in the figures of research"),
    "coherent_care": N_("Other care providers may see my record here"),
    "unit": N_("Other units here may see what this unit has written"),
    "secondary": N_("Tell me about findings beside what was looked for"),
    "recontact": N_("Contact me again when knowledge has changed"),
    "passport": N_("This centre may fetch my medication passport"),
}

HOWS: Mapping[str, str] = {
    "own_page": N_("on your own page"),
    "spoken": N_("you said it to the staff"),
    "written": N_("in writing"),
    "unknown": N_("not noted"),
}

UNITS: Mapping[str, str] = {
    "clinical-genetics": N_("Clinical genetics"),
    "pathology": N_("Pathology"),
    "microbiology": N_("Microbiology"),
    "pharmacy": N_("Pharmacy"),
    "child-neurology": N_("Paediatric neurology"),
}
"""The units of the demo; another unit stands under its own name."""

REASONS: Mapping[str, str] = {
    "order": N_("a test was ordered"),
    "referral": N_("a referral"),
    "visit": N_("a visit"),
    "conference": N_("a conference about your care"),
}

EMERGENCIES: Mapping[str, str] = {
    "cannot_ask": N_("You could not be asked, and your care could not wait"),
    "consents": N_("You said yes there and then"),
    "not_yet_ours": N_("You came in an emergency, and nobody had noted yet that they treat you"),
    "other": N_("Another reason, which the reviewer has read"),
}

ACTS: Mapping[str, str] = {
    "see-order": N_("looked at an order"),
    "see-report": N_("looked at a report"),
    "see-report-pdf": N_("fetched a report"),
    "see-report-json": N_("fetched a report"),
    "see-report-fhir": N_("fetched a report"),
    "place-order": N_("ordered a test"),
    "order-step": N_("noted a step of an order"),
    "order-undo": N_("took back a step of an order"),
    "confirm-sample": N_("confirmed whose a sample is"),
    "sign-report": N_("signed a report"),
    "acknowledge-report": N_("read and acknowledged a report"),
    "order-first-dose": N_("noted the first dose"),
    "see-rare-report-draft": N_("looked at a report"),
    "sign-rare-report": N_("signed a report"),
    "withdraw-rare-report": N_("withdrew a report"),
    "acknowledge-rare-report": N_("read and acknowledged a report"),
    "note-rare-receipt": N_("noted that your unit has heard the answer"),
    "undo-rare-receipt": N_("took back that an answer was acknowledged"),
    "correct-rare-unit": N_("put right which care unit sent a referral"),
    "undo-rare-unit": N_("took back which care unit sent a referral"),
    "see-own-referral": N_("looked at a referral"),
    "place-own-referral": N_("sent a referral"),
    "see-own-answer": N_("looked at a report"),
    "see-own-answer-pdf": N_("fetched a report"),
    "see-own-answer-json": N_("fetched a report"),
    "see-own-answer-fhir": N_("fetched a report"),
    "case-override": N_("overrode a question of quality"),
    "case-override-undo": N_("took back a step in a case"),
    "place-referral": N_("sent a referral"),
    "see-referral": N_("looked at a referral"),
    "referral-sampled": N_("noted a step of a referral"),
    "referral-sequenced": N_("noted a step of a referral"),
    "referral-step": N_("noted a step of a referral"),
    "referral-undo": N_("took back a step of a referral"),
    "see-relative-answer": N_("looked at your answer in a relative's case"),
    "see-case": N_("looked at a case"),
    "see-variants": N_("looked at the variants of a case"),
    "see-causatives": N_("compared a case with what mattered in others"),
    "see-causative": N_("saw that a case shares a variant with another one"),
    "see-agreement": N_("looked at how readers agree"),
    "see-candidates": N_("ranked the genes of a case"),
    "see-case-variant": N_("looked at a variant of a case"),
    "see-gene-depths": N_("looked at how deep the genes of a case were sequenced"),
    "case-pin": N_("marked a variant of a case"),
    "case-dismiss": N_("marked a variant of a case"),
    "case-unpin": N_("marked a variant of a case"),
    "case-restore": N_("marked a variant of a case"),
    "case-mark": N_("marked variants of a case"),
    "case-pin-many": N_("marked variants of a case"),
    "case-dismiss-many": N_("marked variants of a case"),
    "case-gone-through": N_("went through a list of variants of a case"),
    "take-variants": N_("took out variants of a case as a file"),
    "case-comment": N_("commented on a case"),
    "case-synopsis": N_("wrote what a case is about"),
    "case-term": N_("changed the features of a case"),
    "case-term-present": N_("changed the features of a case"),
    "case-term-absent": N_("changed the features of a case"),
    "case-term-remove": N_("changed the features of a case"),
    "case-assign": N_("changed who works on a case"),
    "case-unassign": N_("changed who works on a case"),
    "case-archive": N_("archived a case"),
    "case-reopen": N_("opened a case again"),
    "case-undo": N_("took back a step in a case"),
    "see-classification": N_("looked at how a variant of a case is classified"),
    "classify-suggest": N_("classified a variant of a case"),
    "classify-set": N_("classified a variant of a case"),
    "classify-undo": N_("classified a variant of a case"),
    "classify-settle": N_("classified a variant of a case"),
    "classify-quick": N_("classified a variant of a case"),
    "classify-use": N_("classified a variant of a case"),
    "export-clinvar": N_("fetched the classification of a variant, without your name"),
    "see-reading": N_("looked at how a case is read"),
    "reading-begin": N_("read a case"),
    "reading-leave": N_("read a case"),
    "reading-conclude": N_("read a case"),
    "reading-reopen": N_("read a case"),
    "reading-adjudicate": N_("read a case"),
    "reading-confirm": N_("read a case"),
    "reading-decline": N_("read a case"),
    "reading-anew": N_("read a case"),
    "case-panel": N_("chose which genes of a case are looked at"),
    "case-panel-undo": N_("took back a step in a case"),
    "reanalyse-case": N_("compared a case with what is known today"),
    "handle-reanalysis": N_("looked at what has changed since a case was read"),
    "undo-reanalysis": N_("took back a step in a case"),
    "see-similar": N_("looked for similar patients at other centres"),
    "contact-ask": N_("asked another centre about a similar patient"),
    "contact-withdraw": N_("took back a request to another centre"),
    "contact-close": N_("closed a request to another centre"),
    "contact-open": N_("opened a request to another centre again"),
    "contact-accept": N_("said yes to another centre's request"),
    "contact-decline": N_("said no to another centre's request"),
    "contact-take-back": N_("took an answer to another centre back"),
    "issue-passport": N_("issued a medication passport"),
    "revoke-passport": N_("took back a medication passport"),
    "see-passport": N_("looked at a medication passport"),
    "download-passport": N_("fetched a medication passport"),
    "open-emergency": N_("opened your record in an emergency"),
    "see-in-emergency": N_("looked at your record in an emergency"),
    "close-emergency": N_("closed your record again"),
    "review-emergency": N_("reviewed an emergency access"),
    "take-report": N_("fetched a report"),
    "see-own-data": N_("looked at the own page"),
    "see-own-access": N_("looked at this list"),
    "see-own-document": N_("fetched an own report"),
    "export-own-data": N_("fetched the own data as a file"),
    "check-own-receipt": N_("checked a receipt"),
    "open-care-relation": N_("noted to take part in your care"),
    "close-care-relation": N_("noted to take part in your care no longer"),
    "see-patient": N_("looked at your choices"),
    "give-receipt": N_("was given a receipt"),
    "erase-contribution": N_("took your data out of all figures"),
    "destroy-record": N_("destroyed your record"),
    "withdraw": N_("took your data out of all figures"),
    **{f"allow-{use}": N_("noted a yes") for use in USES},
    **{f"refuse-{use}": N_("noted a no") for use in USES},
    "opt-out-research": N_("noted a no"),
    "opt-out-care": N_("noted a no"),
}
"""An act that is not here stands under the log's own name."""

REMAINS: Mapping[str, str] = {
    "record": N_("your record: orders and signed reports, which the law has us keep"),
    "audit": N_("the log of who has looked, where you have a code and no name"),
    "published_releases": N_("figures that were published before; the next ones are without you"),
    "backups": N_("backups, until they have grown old; one that is brought back forgets you again"),
}


def unit_in_words(unit: str | None, language: Language) -> str:
    """A care unit, for a reader; nothing for whoever belongs to none.

    >>> unit_in_words("pharmacy", Language.of("en")), unit_in_words("ward-7", Language.of("en"))
    ('Pharmacy', 'ward-7')
    """
    return word(UNITS, unit, language) if unit else ""
