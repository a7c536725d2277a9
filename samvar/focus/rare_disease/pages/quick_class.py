"""A class 1-5 from a case's list, without criteria."""

from __future__ import annotations

from urllib.parse import urlsplit

from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.settle import quick_class
from samvar.model.errors import BadInput
from samvar.present.language import N_
from samvar.present.page import Answer, Onward, Page, Reader, takes

PATH = "/nodes/{node:str}/rare/cases/{case:str}/class"
_BY_TIER = {str(each.tier): each for each in Class}


def give(reader: Reader) -> Answer:
    """`class`: 1 (benign) to 5 (pathogenic), or 0 to take one's own back.

    `category`: of the list, `snv` where it is left out. `back`: an address of this case to go on
    to, else the list.

    Raises:
        BadInput: another class. NotFound: the case's list has no such variant.
    """
    case, form = reader.path["case"], reader.form
    tier, category = form.get("class", ""), form.get("category", "") or "snv"
    if tier != "0" and tier not in _BY_TIER:
        raise BadInput("a class is 1 to 5, or 0 to take one's own back")
    variant = Sealer(reader.node, case).open(form.get("variant", ""))
    quick_class(reader.node, case, category, variant, _BY_TIER.get(tier), reader.asker)
    return Onward(back(reader, case_path(reader, case, category)))


def back(reader: Reader, otherwise: str) -> str:
    """Where a form of this case says to go on to, if that is a page of the case."""
    wanted = reader.form.get("back", "")
    parts = urlsplit(wanted)
    inside = case_path(reader, reader.path["case"])
    own = not parts.scheme and not parts.netloc and "\\" not in wanted and wanted.isprintable()
    return wanted if own and (parts.path + "/").startswith(inside + "/") else otherwise


PAGES: tuple[Page, ...] = (
    takes(
        PATH, give, "answer:referral", "classify-quick", N_("Give a class"), about=about_path
    ).reads("variant", "class", "category", "back"),
)
