"""Who somebody of the family is, in words: never by name within a sentence."""

from __future__ import annotations

from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import Status, Verdict
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.words_variant import REASONS, STATUSES, WHO
from samvar.present.language import N_, Language
from samvar.present.table import Cell
from samvar.present.words import word


def role(family: Family, column: int, language: Language) -> str:
    """What a member is to the affected."""
    return word(WHO, family.role(column), language)


def role_of(case: KeptCase, name: str, language: Language) -> str:
    """The same of a member by the name of the sample; "" for nobody of the family."""
    names = [member.name for member in case.family.members]
    return role(case.family, names.index(name), language) if name in names else ""


def affected_cell(affected: bool | None, language: Language) -> Cell:
    """Whether somebody is affected; not known is not unaffected."""
    said = {True: N_("affected"), False: N_("unaffected"), None: N_("not known")}
    return Cell(language.text(said[affected]))


def status_cell(status: Status, language: Language) -> Cell:
    """Whether a model holds, with its mark."""
    mark, words = STATUSES[status]
    return Cell(language.text(words), state=mark)


def reason(verdict: Verdict, family: Family, language: Language) -> str:
    """Why a verdict is what it is."""
    message = REASONS[verdict.reason]
    if "%(who)s" not in message:
        return language.text(message)
    someone = "a parent" if verdict.who is None else family.role(verdict.who)
    said = language.text(message, who=word(WHO, someone, language))
    return said[:1].upper() + said[1:]
