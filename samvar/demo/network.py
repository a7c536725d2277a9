"""Seven nodes in one process and one folder, with people in them, in seconds."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from samvar.demo.cohort import UNRELATED_ONLY
from samvar.demo.emergencies import plant_emergencies
from samvar.demo.example_file import write_examples
from samvar.demo.fill import fill
from samvar.demo.generator import PERSONS, SEED, SITES, Country, generate
from samvar.demo.permits import plant_permits
from samvar.demo.pharmacogenomics.release import next_release
from samvar.demo.real import load_real
from samvar.knowledge.pharmacogenomics.release import write
from samvar.model.errors import BadConfig
from samvar.model.place import CENTRES
from samvar.node.build import CONFIG_FILE
from samvar.node.place import DEMO, data_folder
from samvar.node.site import Site

Say = Callable[[str], None]
_MARK = "demo.txt"
_KNOWLEDGE = "knowledge"
"""The shelf of releases that all seven share."""
_REAL = "real form=3"
_NATIONWIDE = "stockholm"
"""Whose issuer vouches for the coordinator and the industry partner, who belong to no centre."""

_BUDGETS = (
    "ledger_budget = 30.0",
    "ledger_dataset_budget = 200.0",
    "public_budget = inf",
    "public_days = 0",
)
"""These people are invented, so that nobody is betrayed, and they are few: a real budget of 1 would
end a visitor's research after two dozen questions, and leave a public release of a few variants."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Which synthetic country a demo folder holds; another setting is another folder."""

    seed: int = SEED
    persons: int = PERSONS
    sites: int = SITES

    def draw(self) -> Country:
        """The country, always the same one."""
        return generate(self.seed, self.persons, self.sites)

    @property
    def line(self) -> str:
        """As it is written into the folder."""
        return f"synthetic seed={self.seed} persons={self.persons} sites={self.sites} form=4"


def default_folder(real: bool = False) -> Path:
    """Where the demo lives if nobody says otherwise."""
    return data_folder() / ("demo-real" if real else DEMO)


@dataclass(frozen=True, slots=True)
class Demo:
    """A running network. `seconds_to_ready`: from the call until all seven could answer."""

    folder: Path
    site: Site
    seconds_to_ready: float
    fresh: bool

    def close(self) -> None:
        """Stop all seven."""
        self.site.close()


def start(
    folder: Path | None = None,
    *,
    data: Path | None = None,
    setting: Setting | None = None,
    fresh: bool = False,
    say: Say = lambda _: None,
) -> Demo:
    """Start the network; people are drawn and loaded at the first start and kept after it.

    data: load real files from this folder (see `demo.real`) instead of synthetic people.
    setting: which synthetic country, if not the usual one. fresh: throw away what is there.

    Raises:
        BadConfig: the folder holds something else, or another demo.
        NotFound: `data` has none of the known files.
    """
    began = time.perf_counter()
    folder = folder or default_folder(real=data is not None)
    wanted = _REAL if data is not None else (setting or Setting()).line
    new = _prepare(folder, wanted, fresh)
    if data is None:
        write(next_release(), folder / _KNOWLEDGE)
    site = Site.open(folder)
    try:
        if data is None:
            say("drawing and loading synthetic people")
            chosen = setting or Setting()
            fill(folder, site.nodes, chosen.seed, chosen.persons, chosen.sites)
        else:
            say("loading real people")
            load_real(site.nodes, data)
        plant_permits(site.nodes)
        if new and data is None:
            plant_emergencies(site.nodes)
        write_examples(folder / "examples")
        # Each node hears from all others, so that even the first partial answer has bounds.
        for node in site.nodes:
            site.network(node).greet()
        if site.releases.next_number() == 1:
            say("making the first epoch's releases")
            first = next(iter(site.nodes.values()))
            site.release(first.id)
    except BaseException:
        site.close()
        raise
    return Demo(folder, site, time.perf_counter() - began, new)


def _prepare(folder: Path, wanted: str, fresh: bool) -> bool:
    """Make the folder, or make sure that it is ours; returns whether it is new."""
    mark = folder / _MARK
    there = mark.read_text("utf-8").strip() if mark.is_file() else None
    if there is None and folder.exists() and any(folder.iterdir()):
        raise BadConfig(
            "the folder is not empty and holds no demo", remedy="name an empty folder with --folder"
        )
    if there is not None and fresh:
        shutil.rmtree(folder)
        there = None
    if there is not None and there != wanted:
        raise BadConfig(
            "the folder holds another demo", why=there, remedy="start with --fresh to replace it"
        )
    if there is not None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(wanted + "\n", "utf-8")
    for centre in CENTRES:
        place = folder / centre
        place.mkdir()
        lines = [f'id = "{centre}"', f'knowledge = "../{_KNOWLEDGE}"', *_BUDGETS]
        if centre in UNRELATED_ONLY:
            lines.append('relatives = "unrelated"')
        if centre == _NATIONWIDE:
            lines.append("nationwide_issuer = true")
        (place / CONFIG_FILE).write_text("\n".join(lines) + "\n", "utf-8")
    return True
