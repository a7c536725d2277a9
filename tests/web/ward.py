"""A site of one node, Stockholm's, with a boy's case, for the pages of rare diseases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from litestar import Litestar

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.build import init_node
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.web.app import create_app
from tests.focus.rare_disease.family_files import family
from tests.web.visitor import Visitor


class Ward:
    """The site, and whoever comes to it. case: the id of the boy's case."""

    def __init__(self, site: Site, folder: Path, **files: str) -> None:
        self.site = site
        self.app: Litestar = create_app(site, demo=True)
        self.node: Node = site.nodes["stockholm"]
        self.case = self.load(folder, **files)

    def load(self, folder: Path, **files: str) -> str:
        """Load a family of `family_files`; returns its case's id."""
        new = NewCase(plan_case(family(folder, **files)), "01", "rare-diseases", asserted=True)
        return load_case(self.node, new, asker_of("bioinformatician")).case

    @property
    def path(self) -> str:
        """The case's page."""
        return f"/nodes/stockholm/rare/cases/{self.case}"

    def visitor(self, persona: str, language: str = "en") -> Visitor:
        """Somebody who has signed in."""
        return Visitor(self.app, language).sign_in(persona)


def asker_of(persona: str) -> Asker:
    """A persona at Stockholm's centre, for the purpose usual to the role."""
    return Asker.of(PERSONAS[persona].at("stockholm"))


@contextmanager
def ward_in(folder: Path, **files: str) -> Iterator[Ward]:
    """A ward in a new folder. files: of the family, as `family_files.family` takes them."""
    init_node(folder / "site", "stockholm")
    site = Site.open(folder / "site")
    try:
        yield Ward(site, folder / "family", **files)
    finally:
        site.close()
