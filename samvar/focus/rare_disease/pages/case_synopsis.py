"""What the case is about in words, who works on it, and whether it is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.standing import assigned_to, is_archived, synopsis_of
from samvar.focus.rare_disease.pages.section import Section
from samvar.focus.rare_disease.service.people import people_of
from samvar.present.page import Reader


def values(reader: Reader, case: KeptCase) -> Mapping[str, Any]:
    """The synopsis as it stands, and those who work on the case."""
    people = people_of(reader.node, reader.asker)
    working = assigned_to(case)
    names = {each.id: each.name for each in people}
    return {
        "synopsis": synopsis_of(case),
        "assigned": [(each, names.get(each, "")) for each in working],
        "others": [each for each in people if each.id not in working],
        "mine": reader.asker.user.id in working,
        "me": reader.asker.user.id,
        "archived": is_archived(case),
    }


SECTION = Section("synopsis", values)
