"""What the analysis says with names in it, in the reader's language.

Analysis speaks English, and reports keep its sentences as they were said; what a reader sees is
told here. A sentence that is not known stays as it is: better English than nothing.
"""

from __future__ import annotations

import re

from samvar.focus.pharmacogenomics.report_words import PHENOTYPES
from samvar.focus.pharmacogenomics.words import STATUSES
from samvar.present.language import N_, Language
from samvar.present.words import word

SAID_OF: tuple[str, ...] = (
    N_("untested: %(positions)s; without it no phenotype and no standard dose"),
    N_("required by the release and untested: %(positions)s"),
    N_("not trusted, and taken as untested: %(doubts)s"),
    N_(
        "an allele that no definition has, or records that contradict each other; taken as "
        "untested: %(positions)s"
    ),
    N_(
        "%(number)s diplotypes agree with what was seen: the phase is not known and positions are "
        "untested"
    ),
    N_("%(number)s diplotypes agree with what was seen: the phase is not known"),
    N_("%(number)s diplotypes agree with what was seen: positions are untested"),
    N_("%(number)s diplotypes agree with what was seen: the definitions overlap"),
    N_("not excluded: %(readings)s and %(number)s more"),
    N_("not excluded: %(readings)s"),
    N_("what was found gives an activity score of at most %(score)s"),
    N_(
        "DPYD is %(status)s, but its activity score is at most %(score)s: reduced DPD activity is "
        "certain, and the full dose is not safe"
    ),
    N_("no line of this drug is for what %(gene)s has: %(phenotype)s"),
    N_("by %(known)s alone, %(missing)s without a usable result: only a caution may be given"),
    N_(
        "by %(known)s alone, %(missing)s without a usable result: the caution stands whatever it "
        "would be"
    ),
    N_(
        "%(drug)s is a strong CYP2D6 inhibitor: an activity score of 0 (poor metabolizer) is to be "
        "assumed while it is taken, whatever the genotype (%(source)s)"
    ),
    N_(
        "%(drug)s is a %(strength)s %(enzyme)s inhibitor: the enzyme does less than the genotype "
        "says while it is taken (%(source)s)"
    ),
    N_(
        "%(drug)s is a %(strength)s %(enzyme)s inducer: the enzyme does more than the genotype "
        "says while it is taken (%(source)s)"
    ),
    N_("the release makes this diplotype %(phenotype)s"),
    N_("the variants of the file agree with %(diplotype)s"),
    N_("without phase the release reports %(diplotype)s before its equals"),
)
"""The first that fits is taken."""

DOUBTS: tuple[str, ...] = (
    N_("depth %(depth)s, less than %(least)s"),
    N_("quality %(quality)s, less than %(least)s"),
    N_("FILTER is %(filters)s"),
    N_("FT is %(filters)s"),
    N_("%(reads)s of %(depth)s reads have one of its two alleles"),
    N_("called in part"),
    N_("an allele that the file does not name"),
    N_("another record of it has no call"),
)
"""Why a genotype is not trusted: of `rules.trust` and `analyse.observe`."""

_READING = N_("%(diplotype)s would be %(phenotype)s")
_STRENGTHS = {"strong": N_("strong"), "moderate": N_("moderate")}
_GENE = re.compile(r"([A-Z][A-Z0-9-]{1,15}): (.+)", re.DOTALL)


def _shape(message: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", message)
    return re.compile(
        "".join(f"(?P<{p}>.+?)" if n % 2 else re.escape(p) for n, p in enumerate(parts)), re.DOTALL
    )


_SHAPES = tuple((message, _shape(message)) for message in SAID_OF)
_DOUBTS = tuple((message, _shape(message)) for message in DOUBTS)


def told(sentence: str, language: Language) -> str:
    """A sentence of the analysis as the reader has it.

    >>> told("TPMT: not excluded: *3B/*3C would be Poor Metabolizer", Language.of("en"))
    'TPMT: not excluded: *3B/*3C would be Poor metaboliser'
    """
    for message, shape in _SHAPES:
        if found := shape.fullmatch(sentence):
            values = {name: _value(name, v, language) for name, v in found.groupdict().items()}
            return language.text(message, **values)
    if found := _GENE.fullmatch(sentence):
        gene, rest = found.groups()
        if (inner := told(rest, language)) != rest:
            return f"{gene}: {inner}"
    return language.text(sentence)


def _value(name: str, value: str, language: Language) -> str:
    if name == "readings":
        readings = (each.partition(" would be ") for each in value.split("; "))
        return "; ".join(
            language.text(_READING, diplotype=name, phenotype=word(PHENOTYPES, result, language))
            for name, _, result in readings
        )
    if name == "doubts":
        groups = (each.partition(" (") for each in value.removesuffix(")").split("); "))
        return "; ".join(f"{where} ({_doubts(why, language)})" for where, _, why in groups)
    if name == "status":
        return word(STATUSES, value, language).lower()
    tables = {"phenotype": PHENOTYPES, "strength": _STRENGTHS}
    return word(tables[name], value, language) if name in tables else value


def _doubts(why: str, language: Language) -> str:
    return ", ".join(_doubt(each, language) for each in why.split(" and "))


def _doubt(why: str, language: Language) -> str:
    for message, shape in _DOUBTS:
        if found := shape.fullmatch(why):
            return language.text(message, **found.groupdict())
    return why
