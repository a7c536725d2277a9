"""Has any region seen this in a similar patient? A case's page, and that of one of its variants."""

from __future__ import annotations

from typing import Any

import msgspec

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.pages.frame import case_path, frame
from samvar.focus.rare_disease.pages.similar_tables import carriers_table, similar_table
from samvar.focus.rare_disease.service.about import about_path
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.focus.rare_disease.service.similar import (
    Found,
    Similar,
    similar_to,
    variants_to_ask,
)
from samvar.focus.rare_disease.service.variant_phenotypes import carriers_of
from samvar.model.errors import NotFound
from samvar.model.shape import learned
from samvar.present.coverage import coverage_line, is_whole
from samvar.present.language import N_
from samvar.present.page import Answer, Page, Reader, Shown, shows

_PATH = "/nodes/{node:str}/rare/cases/{case:str}/similar"


def show(reader: Reader) -> Answer:
    """Similar patients of a case; with a variant in the address, those who carry it, too.

    Raises:
        NotFound: there is no such case, or its list has no such variant.
    """
    case = case_of(reader.node, reader.path["case"])
    sealer = Sealer(reader.node, case.id)
    word = reader.path.get("sealed")
    variant = None if word is None else sealer.open(word)
    found = similar_to(reader.node, reader.network, case, reader.asker, variant, reader.deadline_s)
    return Shown(
        "similar.html",
        reader.language.text("Similar patients"),
        {
            **frame(reader, case, "similar"),
            **similar_values(reader, case, found),
            "variant": variant,
            "variants": [
                (name, case_path(reader, case.id, "similar", sealer.seal(name)))
                for name in variants_to_ask(reader.node, case)
            ],
            "here": case_path(reader, case.id, "similar"),
        },
    )


def similar_values(reader: Reader, case: KeptCase, found: Similar) -> dict[str, Any]:
    """What a template needs to show an answer; also the section of a variant's page."""
    answer, language = found.answer, reader.language
    values: dict[str, Any] = {
        "sought": found.asked,
        "few": found.few,
        "nothing_asked": answer is None,
        "contacts": f"/nodes/{reader.node.id}/rare/contacts",
        "carriers": None,
    }
    if answer is not None:
        values |= {
            "coverage": coverage_line(answer.coverage, answer.missing, language),
            "whole": is_whole(answer.coverage),
            "reasons": sorted({one.reason for one in answer.missing if one.state == "refused"}),
            "table": similar_table(reader, found, _link(reader, case, found)),
            "silent": answer.value is None,
        }
    if found.asked.variant:
        values["carriers"] = carriers_table(
            reader,
            carriers_of(
                reader.node, reader.network, case, found.asked, reader.asker, reader.deadline_s
            ),
        )
    return values


def _link(reader: Reader, case: KeptCase, found: Similar) -> list[str]:
    """The way from each row to a request, '' for whoever may not make one."""
    if not reader.may("answer:referral"):
        return [""] * len(found.rows)
    sealer = Sealer(reader.node, case.id)
    return [
        case_path(
            reader,
            case.id,
            "contact",
            sealer.seal(msgspec.json.encode(Found(row, found.question)).decode()),
        )
        for row in found.rows
    ]


def found_of(reader: Reader) -> Found:
    """The row that an address of a request was made from.

    Raises:
        NotFound: it was not made here for this case.
    """
    word = Sealer(reader.node, reader.path["case"]).open(reader.path["sealed"])
    try:
        return msgspec.json.decode(word, type=learned(Found))
    except msgspec.MsgspecError:
        raise NotFound("there is no such row") from None


PAGES: tuple[Page, ...] = (
    shows(_PATH, show, "see:referrals", "see-similar", N_("Similar patients"), about=about_path),
    shows(
        _PATH + "/{sealed:str}",
        show,
        "see:referrals",
        "see-similar",
        N_("Similar patients"),
        about=about_path,
    ),
)
