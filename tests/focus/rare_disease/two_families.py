"""Families at two nodes whose affected children are alike, for what centres ask each other."""

from __future__ import annotations

import re
from pathlib import Path

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.node import Node
from tests.focus.rare_disease.family_files import (
    CHECK,
    CONFIG,
    LARGE,
    PED,
    SAMPLES,
    SEX,
    SMALL,
    family,
    vcf,
)

ALIKE = ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0000098")
"""Long fingers, a lens out of place, a wide aorta, tall."""
VARIANT = "1-1000-A-G"
"""What the child and the father of each family have, in GRCh37."""


def load_family(node: Node, folder: Path, name: str, terms: tuple[str, ...] = ALIKE) -> str:
    """Load the usual family under names of its own; the id of its case."""

    def named(text: str) -> str:
        text = text.replace("family: fam", f"family: {name}").replace("'17'", f"'{name}-17'")
        text = text.replace("fam\t", f"{name}\t").replace("[HP:0001250]", f"[{', '.join(terms)}]")
        for member in SAMPLES:
            text = re.sub(rf"\b{member}\b", f"{member}-{name}", text)
        return text

    path = family(
        folder / name,
        case_yaml=named(CONFIG), small_vcf=named(vcf(SMALL)), large_vcf=named(vcf(LARGE)),
        ped_check_csv=named(CHECK), sex_check_csv=named(SEX), peddy_ped=named(PED),
    )  # fmt: skip
    user = PERSONAS["bioinformatician"].at(node.id)
    asker = Asker(user, user.role.usual_purpose)
    new = NewCase(plan_case(path), "01", "rare-diseases", asserted=True)
    return load_case(node, new, asker).case


def doctor(node: Node) -> Asker:
    """The geneticist of a node."""
    user = PERSONAS["geneticist"].at(node.id)
    return Asker(user, user.role.usual_purpose)
