"""Whom a referral or a report is about, so that the policy decides on that patient."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.focus.rare_disease.service.step import person_of_referral
from samvar.present.area import NodeLike


def about_path(node: NodeLike, path: Mapping[str, str]) -> str | None:
    """The patient of the referral that a page's address names."""
    return person_of_referral(node, path["referral"]) if "referral" in path else None
