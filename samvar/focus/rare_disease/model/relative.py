"""What the signed answers of relatives say of a family's variant, and what it would count for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samvar.focus.rare_disease.model.facts import Family
from samvar.focus.rare_disease.model.report import SoughtLine
from samvar.focus.rare_disease.model.verdict import Verdict


@dataclass(frozen=True, slots=True)
class RelativeAnswer:
    """One variant of one relative, by the report of theirs that stands. referral: the id.

    label: the sender's id of the referral. relation: to the proband. report: id of the report.
    by: the signer's professional id.
    """

    referral: str
    label: str
    person: str
    relation: str
    kind: str
    report: str
    signed: datetime
    by: str
    line: SoughtLine


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """One variant in the relatives who answered. family: as the criteria count it.

    answered: relatives whose answer stands; assessed: of these, with the variant called either
    way. verdicts: PP1 and BS4 by the rules of the gene, suggested and never applied; () where
    the proband is not known to be ill by the file and to carry the variant, or where no relative
    who could count was assessed. recessive: whether they were counted for a recessive disease;
    opposite: then the variant on the proband's other copy, "" where both have this one.
    """

    variant: str
    gene: str
    family: Family
    answered: int
    assessed: int
    verdicts: tuple[Verdict, ...]
    recessive: bool = False
    opposite: str = ""
