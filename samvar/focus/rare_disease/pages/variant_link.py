"""The way to a variant's own page, by an address that does not tell the variant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.pages.frame import case_path
from samvar.focus.rare_disease.service.named import rows_named
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.present.page import Reader


def variant_links(reader: Reader, case: KeptCase, names: Iterable[str]) -> Mapping[str, str]:
    """An address for each of the case's variants, as its lists name them."""
    sealer = Sealer(reader.node, case.id)

    def link(name: str) -> str:
        found = rows_named(reader.node, case, name)
        return case_path(reader, case.id, found[0][0] if found else "snv", sealer.seal(name))

    return {name: link(name) for name in set(names)} if case.lists else {}
