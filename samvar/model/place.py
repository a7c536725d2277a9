"""Sweden as the network sees it: 21 regions, served by seven Genomic Medicine Centres.

County codes: Statistics Sweden (SCB), codes of counties. Which centre serves which region
is a setting of the network; `CENTRES` holds the assignment that samvar ships with, after
the six collaborative health-care regions with Örebro as a centre of its own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """One of the 21 self-governing regions: who pays for care, and where a person lives."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Centre:
    """A Genomic Medicine Centre: a data controller that serves several regions."""

    id: str
    name: str
    city: str
    regions: tuple[str, ...]


REGIONS: dict[str, Region] = {
    code: Region(code, name)
    for code, name in (
        ("01", "Stockholm"), ("03", "Uppsala"), ("04", "Sörmland"), ("05", "Östergötland"),
        ("06", "Jönköpings län"), ("07", "Kronoberg"), ("08", "Kalmar län"), ("09", "Gotland"),
        ("10", "Blekinge"), ("12", "Skåne"), ("13", "Halland"), ("14", "Västra Götaland"),
        ("17", "Värmland"), ("18", "Örebro län"), ("19", "Västmanland"), ("20", "Dalarna"),
        ("21", "Gävleborg"), ("22", "Västernorrland"), ("23", "Jämtland Härjedalen"),
        ("24", "Västerbotten"), ("25", "Norrbotten"),
    )
}  # fmt: skip

CENTRES: dict[str, Centre] = {
    centre.id: centre
    for centre in (
        Centre("stockholm", "Stockholm", "Stockholm", ("01", "09")),
        Centre("skane", "Skåne", "Lund", ("07", "10", "12", "13")),
        Centre("vastra-gotaland", "Västra Götaland", "Göteborg", ("14",)),
        Centre("uppsala", "Uppsala", "Uppsala", ("03", "04", "19", "20", "21")),
        Centre("ostergotland", "Östergötland", "Linköping", ("05", "06", "08")),
        Centre("vasterbotten", "Västerbotten", "Umeå", ("22", "23", "24", "25")),
        Centre("orebro", "Örebro", "Örebro", ("17", "18")),
    )
}


def centre_of(region_code: str) -> Centre:
    """The centre that serves a region.

    >>> centre_of("09").name
    'Stockholm'

    Raises:
        KeyError: not a county code.
    """
    return next(centre for centre in CENTRES.values() if region_code in centre.regions)
