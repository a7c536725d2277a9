"""Do the terms of a dataset fit what it is asked for? Advice for whoever decides, never a decision.

A dataset's terms are codes of the Data Use Ontology; disease specific research names its disease
behind the code, `DUO:0000007 MONDO:0005148`. An application names investigations (DUO:0000031 to
40), what its applicant undertakes (the modifier's own code, such as DUO:0000019: "we publish"),
and diseases. Each term gives a verdict, and the least good one is the dataset's.

Source: Data Use Ontology (EBISPOT/DUO), CC BY 4.0; Lawson et al. 2021,
doi:10.1016/j.xgen.2021.100028. The rules are our reading of the terms' definitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from samvar.govern.mondo import is_a
from samvar.model.permit import Application

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "DUO:0000004": "no restriction",
        "DUO:0000006": "health or medical or biomedical research",
        "DUO:0000007": "disease specific research",
        "DUO:0000011": "population origins or ancestry research only",
        "DUO:0000012": "research specific restrictions",
        "DUO:0000015": "no general methods research",
        "DUO:0000016": "genetic studies only",
        "DUO:0000018": "not for profit, non commercial use only",
        "DUO:0000019": "publication required",
        "DUO:0000020": "collaboration required",
        "DUO:0000021": "ethics approval required",
        "DUO:0000022": "geographical restriction",
        "DUO:0000024": "publication moratorium",
        "DUO:0000025": "time limit on use",
        "DUO:0000026": "user specific restriction",
        "DUO:0000027": "project specific restriction",
        "DUO:0000028": "institution specific restriction",
        "DUO:0000029": "return to database or resource",
        "DUO:0000031": "method development",
        "DUO:0000032": "population research",
        "DUO:0000033": "ancestry research",
        "DUO:0000034": "age category research",
        "DUO:0000035": "gender category research",
        "DUO:0000036": "research control",
        "DUO:0000037": "biomedical research",
        "DUO:0000038": "genetic research",
        "DUO:0000039": "drug development research",
        "DUO:0000040": "disease category research",
        "DUO:0000042": "general research use",
        "DUO:0000043": "clinical care use",
        "DUO:0000044": "population origins or ancestry research prohibited",
        "DUO:0000045": "not for profit organisation use only",
        "DUO:0000046": "non-commercial use only",
    }
)

INVESTIGATIONS = frozenset(f"DUO:{number:07}" for number in range(31, 41))
_BIOMEDICAL = frozenset({"DUO:0000037", "DUO:0000038", "DUO:0000039", "DUO:0000040"})
_ANCESTRY = frozenset({"DUO:0000032", "DUO:0000033"})
_METHOD, _GENETIC = "DUO:0000031", "DUO:0000038"
_ANY_RESEARCH = frozenset({"DUO:0000004", "DUO:0000042"})
_PERMISSIONS = _ANY_RESEARCH | {"DUO:0000006", "DUO:0000007", "DUO:0000011", "DUO:0000043"}
_UNDERTAKEN = frozenset(
    {
        "DUO:0000018", "DUO:0000019", "DUO:0000020", "DUO:0000024", "DUO:0000029", "DUO:0000045",
        "DUO:0000046",
    }
)  # fmt: skip
"""Modifiers that an applicant can promise to keep; whether they do is for people to follow up."""
_TERM = re.compile(r"(?:DUO|MONDO):\d{7}")


class Fit(Enum):
    """Better first."""

    FITS = "fits"
    LOOK = "look"
    DOES_NOT = "does-not"


_ORDER = list(Fit)


@dataclass(frozen=True, slots=True)
class Advice:
    """What one term of a dataset says to an application, and why, in English."""

    term: str
    fit: Fit
    why: str

    @property
    def label(self) -> str:
        """The term's name in the ontology; empty for one that is not known here."""
        return LABELS.get(self.term.partition(" ")[0], "")


def advise(terms: Iterable[str], application: Application) -> tuple[Advice, ...]:
    """What each term of a dataset says to an application, in the dataset's order.

    >>> from samvar.store.contract.permits import APPLICATION as RESEARCH
    >>> [(a.term, a.fit.value) for a in advise(["DUO:0000042", "DUO:0000046"], RESEARCH)]
    [('DUO:0000042', 'fits'), ('DUO:0000046', 'does-not')]
    """
    found = list(terms)
    if not found:
        return (Advice("", Fit.LOOK, "the dataset says nothing of its terms"),)
    given = [_one(term, application) for term in found]
    permitting = [one for one in given if one.term[:11] in _PERMISSIONS]
    if not permitting:
        given.append(Advice("", Fit.LOOK, "no term says what the data may be used for"))
    # Several permissions widen each other: it is enough that one of them fits.
    best = min((one.fit for one in permitting), key=_ORDER.index, default=None)
    return tuple(
        Advice(one.term, best, f"{one.why}; another term of the dataset is wider")
        if best is not None and one in permitting and one.fit is not best
        else one
        for one in given
    )


def overall(advice: Iterable[Advice]) -> Fit:
    """The least good of all."""
    return max((one.fit for one in advice), key=_ORDER.index, default=Fit.LOOK)


def _one(written: str, application: Application) -> Advice:
    named = _TERM.findall(written)
    code = named[0] if named else ""
    term = " ".join(named) or written[:40]
    uses = frozenset(application.uses)
    for said in (
        _permission(code, named[1:], uses & INVESTIGATIONS, application.diseases),
        _limits(code, uses & INVESTIGATIONS),
        _modifier(code, uses, application),
    ):
        if said is not None:
            return Advice(term, *said)
    return Advice(term, Fit.LOOK, "no rule here knows this term")


_Said = tuple[Fit, str] | None


def _permission(
    code: str, diseases: list[str], asked: frozenset[str], named: tuple[str, ...]
) -> _Said:
    if code not in _PERMISSIONS:
        return None
    if code == "DUO:0000043":
        return Fit.DOES_NOT, "clinical care is no research"
    if code in _ANY_RESEARCH:
        return Fit.FITS, "any research is allowed"
    if not asked and code != "DUO:0000007":
        return Fit.LOOK, "the application names no kind of research"
    if code == "DUO:0000006":
        if asked <= _BIOMEDICAL:
            return Fit.FITS, "all of it is biomedical research"
        if asked & _ANCESTRY:
            return Fit.DOES_NOT, "population and ancestry research is not biomedical research"
        return Fit.LOOK, "not all of it is named as biomedical research"
    if code == "DUO:0000011":
        if asked <= _ANCESTRY:
            return Fit.FITS, "all of it is research on origins or ancestry"
        return Fit.DOES_NOT, "only research on origins or ancestry is allowed"
    return _disease(diseases, named)


def _disease(kinds: list[str], named: tuple[str, ...]) -> tuple[Fit, str]:
    if not kinds:
        return Fit.LOOK, "the dataset does not say which disease"
    if not named:
        return Fit.DOES_NOT, "the application names no disease"
    if all(any(is_a(each, kind) for kind in kinds) for each in named):
        return Fit.FITS, "each disease is of a kind that the dataset allows"
    return Fit.LOOK, "it is not known here whether each disease is of a kind that is allowed"


def _limits(code: str, asked: frozenset[str]) -> _Said:
    if code == "DUO:0000015":
        if _METHOD in asked:
            return Fit.DOES_NOT, "methods are to be developed"
        return Fit.FITS, "no method is to be developed"
    if code == "DUO:0000016":
        if _GENETIC in asked:
            return Fit.FITS, "it is genetic research"
        return Fit.LOOK, "the application does not call itself genetic research"
    if code == "DUO:0000044":
        if asked & _ANCESTRY:
            return Fit.DOES_NOT, "population or ancestry research is prohibited"
        return Fit.FITS, "no population or ancestry research is asked for"
    return None


def _modifier(code: str, uses: frozenset[str], application: Application) -> _Said:
    if code == "DUO:0000021":
        return Fit.LOOK, f"check {application.ethics} in the register: only its form is checked"
    if code in _UNDERTAKEN:
        if code in uses:
            return Fit.FITS, "the applicant undertakes it"
        both = {"DUO:0000018": {"DUO:0000045", "DUO:0000046"}}.get(code)
        if both and both <= uses:
            return Fit.FITS, "the applicant undertakes both halves of it"
        if code in ("DUO:0000045", "DUO:0000046") and "DUO:0000018" in uses:
            return Fit.FITS, "the applicant undertakes it, and more"
        if application.applicant.endswith("@") and code in (
            "DUO:0000018", "DUO:0000045", "DUO:0000046",
        ):  # fmt: skip
            return Fit.DOES_NOT, "the applicant belongs to no centre and undertakes no such thing"
        return Fit.DOES_NOT, "the applicant does not undertake it"
    if code in LABELS:
        return Fit.LOOK, "somebody must look: the term's condition is in words"
    return None
