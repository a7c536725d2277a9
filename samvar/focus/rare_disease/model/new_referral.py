"""A referral as somebody sends or writes it, before it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from samvar.focus.rare_disease.model.kept import ToldTerm
from samvar.focus.rare_disease.model.referral import RELATIONS, Asked, Kind, Priority
from samvar.focus.rare_disease.words import INDICATIONS
from samvar.model.errors import BadInput, Where, without_numbers
from samvar.model.personal_number import PersonalNumber
from samvar.model.place import REGIONS

_TERM = re.compile(r"HP:\d{7}", re.ASCII)
_LONGEST_TEXT, _MOST = 2_000, 200


@dataclass(frozen=True, slots=True)
class NewReferral:
    """What is asked for. label: the sender's own id. patient: a label of the laboratory, or a
    personal number, known or new. received: None for now. of: label or id of the proband's case.

    second_reader: whether the sender asks for one; the laboratory's table decides otherwise.
    unit: the care unit of this centre that sends it, where it has an account; "" where not.
    where: its place in the file, if it has one.
    """

    label: str
    patient: str
    referring_region: str
    indication: str = "other"
    kind: Kind = Kind.DIAGNOSTIC
    priority: Priority = Priority.ROUTINE
    asked: Asked = field(default_factory=Asked)
    received: datetime | None = None
    of: str = ""
    relation: str = ""
    second_reader: bool = False
    unit: str = ""
    where: Where | None = None

    def checked(self) -> NewReferral:
        """Itself, once its words have been looked at; what has the form of a personal number in
        free text is masked.

        Raises:
            BadInput: an id, a patient, a region, an indication, a term or a relation that cannot
                be taken; a test of a relative without the proband's case; a segregation without
                variants. Nothing of the patient is repeated.
        """
        for text, most, what in (
            (self.label, 64, "a referral has an id of the sender"),
            (self.patient, 64, "a referral is for a patient, by a label"),
        ):
            if not 0 < len(text.strip()) <= most or not text.strip().isprintable():
                raise self._refuse(what, f"at most {most} readable letters")
        unit = unit_named(self.unit, self.where)
        if PersonalNumber.recognise(self.label):
            raise self._refuse(
                "the referral's own id is a personal number", "ids stand in lists and addresses"
            )
        if self.referring_region not in REGIONS:
            raise self._refuse(
                "the referring region is not known", "use a county code, such as 01 for Stockholm"
            )
        if self.indication not in INDICATIONS:
            raise self._refuse("the indication is none of the list", ", ".join(INDICATIONS))
        if not all(_TERM.fullmatch(each.term) for each in self.asked.terms):
            raise self._refuse("a term is not of the form HP:0000000", "use the HPO's ids")
        self._check_relative()
        asked = self.asked
        texts = (asked.question, asked.requester, *asked.notes)
        names = (*asked.panels, *asked.variants, asked.sample)
        if len(names) + len(asked.terms) + len(asked.notes) > _MOST or any(
            len(each) > _LONGEST_TEXT for each in (*texts, *names)
        ):
            raise self._refuse("the referral is too long", f"texts of {_LONGEST_TEXT:,} letters")
        if any(PersonalNumber.recognise(each) for each in names):
            raise self._refuse("a sample, panel or variant is named by a personal number", "")
        told = Asked(
            question=_readable(asked.question),
            terms=asked.terms,
            panels=tuple(map(_readable, asked.panels)),
            variants=tuple(map(_readable, asked.variants)),
            requester=_readable(asked.requester),
            notes=tuple(map(_readable, asked.notes)),
            sample=_readable(asked.sample),
            source=asked.source,
        )
        return replace(
            self, label=self.label.strip(), patient=self.patient.strip(), unit=unit,
            asked=told,
        )  # fmt: skip

    def _check_relative(self) -> None:
        if self.kind is Kind.DIAGNOSTIC:
            if self.of or self.relation:
                raise self._refuse(
                    "a diagnostic referral belongs to no other case",
                    "say segregation or cascade for a relative",
                )
            return
        if not self.of or self.relation not in RELATIONS:
            raise self._refuse(
                "a relative's referral names the proband's case and the relation to the proband",
                f"one of {', '.join(RELATIONS)}",
            )
        if not self.asked.variants:
            raise self._refuse(
                "a relative is tested for given variants",
                "name them as the proband's case does, such as 1-1000-A-G",
            )

    def _refuse(self, what: str, remedy: str) -> BadInput:
        return BadInput(what, where=self.where, remedy=remedy or None)


def term_of(text: str) -> ToldTerm:
    """A feature as a row writes it: `HP:0001250`, or with a mark before it `!HP:0001250` where it
    was looked for in vain.

    >>> term_of(" !HP:0001250")
    ToldTerm(term='HP:0001250', present=False)
    """
    text = text.strip()
    return ToldTerm(text.lstrip("!-").strip(), not text.startswith(("!", "-")))


def unit_named(text: str, where: Where | None = None) -> str:
    """A care unit as the sign-in of its people names it; "" for a sender without an account.

    Raises:
        BadInput: it cannot be one. What was given is not repeated.
    """
    unit = text.strip()
    if len(unit) > 64 or not unit.isprintable() or PersonalNumber.recognise(unit):
        raise BadInput(
            "a care unit is named in at most 64 readable letters",
            where=where,
            remedy="as the sign-in of its people names it, such as child-neurology",
        )
    return unit


def _readable(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return without_numbers(plain).strip()
