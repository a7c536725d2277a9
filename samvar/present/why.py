"""A decision in words: what was asked, why yes or no, and what would have to be different."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.govern.policy.explain import Way
from samvar.govern.policy.profile import Limit
from samvar.present.language import N_, Language
from samvar.present.words import PURPOSES, word

FACTS: Mapping[str, str] = {
    "own_centre": N_("The data are at the asker's own centre"),
    "care_relation": N_("The asker takes part in the patient's care"),
    "blocked": N_("The patient has blocked the data from the asker's unit"),
    "break_glass": N_("The asker has broken the glass for this patient"),
    "stepped_up": N_("The asker has signed in strongly within 15 minutes"),
    "subject_is_self": N_("The data are the asker's own"),
}
"""The facts that somebody can tick, in the order of a question."""

_IF_TRUE: Mapping[str, str] = {
    "own_centre": N_("the data were at your own centre"),
    "care_relation": N_("you took part in the patient's care"),
    "blocked": N_("the patient had blocked the data from your unit"),
    "break_glass": N_("you had broken the glass for this patient"),
    "stepped_up": N_("you had signed in strongly within 15 minutes"),
    "subject_is_self": N_("the data were your own"),
}
_IF_FALSE: Mapping[str, str] = {
    "own_centre": N_("the data were at another centre"),
    "care_relation": N_("you had no part in the patient's care"),
    "blocked": N_("the patient had no block against your unit"),
    "break_glass": N_("the glass were whole"),
    "stepped_up": N_("you had not just signed in strongly"),
    "subject_is_self": N_("the data were another person's"),
}

TIERS: Mapping[str, str] = {
    "public": N_("Anyone"),
    "registered": N_("Signed-in staff and researchers"),
    "permit": N_("A project with a permit"),
    "care": N_("Care of one's own patient"),
}
"""The least tier that an operation is open to."""

PERMISSIONS: Mapping[str, str] = {
    "see:node": N_("See a node's status: epoch, individuals per assay, last load"),
    "see:datasets": N_("See which datasets there are, and their terms"),
    "ask:national": N_("Ask the nation for a sum"),
    "ask:regional": N_("See each region's part of a national sum"),
    "load:data": N_("Load a file into a node"),
    "withdraw:sample": N_("Take a sample or a person out of everything"),
    "see:audit": N_("Read a node's audit trail"),
    "see:jobs": N_("See a node's long work"),
    "run:job": N_("Start or stop a node's long work"),
    "change:node": N_("Change a node's settings, back it up, restore it"),
    "query:rows": N_("Query a node's own rows"),
    "export:data": N_("Take data out of a node as a file"),
    "beacon:node": N_("Ask one node's Beacon"),
    "beacon:nation": N_("Ask the nation's public Beacon, which reads the release"),
    "release:make": N_("Make the releases of an epoch"),
    "ask:quality": N_("Ask the nation how its care is doing: turnaround, recalls, yield"),
    "ask:oversight": N_("Ask the nation how often the glass was broken, and what waits for review"),
    "see:referrals": N_("See a laboratory's orders, its patients' results and reports"),
    "take:report": N_("Take a patient's report or passport out as a file"),
    "place:referral": N_("Order a test for a patient"),
    "answer:referral": N_("Note samples, call, sign reports, see to recalls"),
    "acknowledge:report": N_("Acknowledge an answer that one has read"),
    "see:own-referrals": N_("See the referrals of one's own care unit, and how far they are"),
    "place:own-referral": N_("Refer a patient for one's own care unit"),
    "read:own-answer": N_("Read the signed answer to a referral of one's own care unit"),
    "acknowledge:own-answer": N_("Acknowledge the answer to a referral of one's own care unit"),
    "issue:passport": N_("Issue and take back a passport for a patient"),
    "read:passport": N_("Fetch and check the passport that a patient carries"),
    "see:knowledge": N_("See releases of medical knowledge and what changed between two"),
    "change:knowledge": N_("Call by another release, and assess everybody under it"),
    "see:own-access": N_("See who has read one's own data"),
    "change:own-choices": N_("Change one's own consents, blocks and opt-outs"),
    "see:choices": N_("See what a patient in one's care has consented to and blocked"),
    "change:choices": N_("Note down what a patient in one's care has decided"),
    "apply:permit": N_("Apply for a permit"),
    "see:permits": N_("See applications for permits, and what each controller said to them"),
    "decide:permit": N_("Decide on an application for a permit, and take a permit back"),
    "break:glass": N_("Open a blocked patient's data in an emergency"),
    "see:emergency": N_("See one's own emergency openings, and end them"),
    "review:glass": N_("Review each time that the glass was broken"),
    "see:reviews": N_("See the samples of the audit trail that are to be reviewed"),
    "do:review": N_("Review a sample of the audit trail"),
    "erase:contribution": N_("Take a patient's contribution out of every sum and release"),
    "destroy:record": N_("Destroy a patient's record"),
    "change:policy": N_("Sign and adopt the rules that a node goes by"),
    "rotate:keys": N_("Change a node's keys"),
    "open": N_("Open to anyone: sign-in, help, health, static files"),
}
"""The sentences of `govern.route.PERMISSIONS`, marked for translation; a test holds them equal."""


def way_in_words(way: Way, language: Language) -> str:
    """What would have to be different, as the end of a sentence that begins "if".

    >>> way_in_words(Way({"purpose": "ETREAT", "own_centre": True}, ()), Language.of("en"))
    'the purpose were “Emergency care”, and the data were at your own centre'
    """
    parts = [_in_words(name, value, language) for name, value in way.changes.items()]
    return (", " + language.text("and") + " ").join(parts)


def _in_words(name: str, value: object, language: Language) -> str:
    if name == "purpose":
        purpose = word(PURPOSES, str(value), language)
        return language.text("the purpose were “%(purpose)s”", purpose=purpose)
    if name == "grants":
        return language.text("you held a permit of the data controller that grants it")
    return language.text((_IF_TRUE if value else _IF_FALSE)[name])


def limit_in_words(limit: Limit, language: Language) -> str:
    """What the law does not permit, from the profile's own text."""
    return limit.sv if language.code == "sv" else limit.en
