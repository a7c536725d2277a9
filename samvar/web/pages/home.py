"""The national map: each centre's state, whom it counts, when it last loaded, how fast it spoke."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from samvar.model.clock import iso, parse_iso
from samvar.model.genome import Assembly
from samvar.model.place import CENTRES
from samvar.network.merge import Coverage, Missing, NationalAnswer, Part
from samvar.network.operations.node_status import StatusRow
from samvar.present.coverage import centre_name, coverage_line, is_whole, state_name
from samvar.present.figures.tile_map import CentreTile, tile_map
from samvar.present.language import N_, Language
from samvar.present.table import Cell, Column, Empty, Row, Table
from samvar.present.words import ASSAYS
from samvar.web.guard import may
from samvar.web.menu import on_menu
from samvar.web.question import ask
from samvar.web.render import page
from samvar.web.visit import Here, Visit


@get(
    "/",
    opt=on_menu("see:node", "see-map", N_("The map"), group="nation", order=10),
    sync_to_thread=True,
)
def show(
    visit: Here, assembly: Annotated[str, QueryParameter(max_length=20)] = ""
) -> Response[str]:
    """Ask every node how it is, and draw what they said and who did not.

    assembly: whose individuals are shown; by default the one that counts most.
    """
    answer = ask(visit, "node_status")
    rows: dict[str, StatusRow] = {row.node: row for row in (answer.value or {}).values()}
    totals = {a.value: sum(_people(row, a.value) for row in rows.values()) for a in Assembly}
    chosen = Assembly.parse(assembly).value if assembly else max(totals, key=totals.__getitem__)
    people = {node: _people(row, chosen) for node, row in rows.items()}
    language = visit.language
    return page(
        visit,
        "home.html",
        title=language.text("Seven centres, one answer"),
        coverage=coverage_line(
            _coverage(visit, answer, chosen, totals[chosen]), answer.missing, language
        ),
        whole=is_whole(answer.coverage),
        total=sum(people.values()),
        by_assay=_by_assay(rows, chosen),
        assays=ASSAYS,
        assembly=chosen,
        totals={name: total for name, total in totals.items() if total},
        map=_map(answer, people, visit),
        largest=max(people.values(), default=0),
        states=sorted({state_of(answer, centre) for centre in CENTRES}),
        table=_table(answer, rows, chosen, visit),
        asked_at=answer.asked_at,
        emergencies=_emergencies(visit),
        took=language.duration(answer.took_ms / 1000),
    )


def _emergencies(visit: Visit) -> int:
    """Emergency accesses at the reader's own centre that wait, for whoever answers for them."""
    if not visit.signed_in or not may(visit, visit.node, "see:audit").allowed:
        return 0
    with visit.node.records.read() as tx:
        return len(tx.emergencies.waiting())


def _coverage(visit: Visit, answer: NationalAnswer, assembly: str, heard: int) -> Coverage:
    """Who is in the map's figures: silent nodes count with what they last said of themselves."""
    network = visit.site.network(visit.node.id)
    place = f"{assembly}/{visit.asker.purpose.scope.value}"
    silent: list[int | None] = []
    for one in answer.missing:
        census = network.census(one.node)
        silent.append(None if census is None else census.individuals.get(place, 0))
    known = heard + sum(people for people in silent if people is not None)
    share = heard / known if known and None not in silent else None
    before = answer.coverage
    return Coverage(before.nodes_eligible, before.nodes_answered, heard, known, share)


def state_of(answer: NationalAnswer, node: str) -> str:
    """The answer state of one node; unknown where it is not in the roster."""
    everyone: list[Part | Missing] = [*answer.parts, *answer.missing]
    return next((one.state for one in everyone if one.node == node), "unknown")


def _people(row: StatusRow, assembly: str) -> int:
    return sum(row.individuals.get(assembly, {}).values())


def _by_assay(rows: Mapping[str, StatusRow], assembly: str) -> dict[str, int]:
    totals: dict[str, int] = {}
    for row in rows.values():
        for kind, count in row.individuals.get(assembly, {}).items():
            totals[kind] = totals.get(kind, 0) + count
    return {kind: totals[kind] for kind in ASSAYS if totals.get(kind)}


def _map(answer: NationalAnswer, people: Mapping[str, int], visit: Visit) -> str:
    language = visit.language
    largest = max(people.values(), default=0)
    tiles = []
    for centre in CENTRES:
        state = state_of(answer, centre)
        count = people.get(centre)
        tiles.append(
            CentreTile(
                centre,
                state,
                state_name(state, language) if count is None else language.number(count),
                None if count is None or not largest else count / largest,
                f"/nodes/{centre}" if centre in visit.site.nodes else None,
                centre == visit.node.id,
            )
        )
    return tile_map(
        tiles,
        title=language.text("Sweden's 21 regions, joined into the centres that serve them"),
        description=language.text(
            "Each centre shows its state and the individuals it counts; the table beside says "
            "the same in words."
        ),
    )


def _table(
    answer: NationalAnswer, rows: Mapping[str, StatusRow], assembly: str, visit: Visit
) -> Table:
    t = visit.language.text
    kinds = list(_by_assay(rows, assembly))
    everyone: list[Part | Missing] = [p for p in answer.parts if p.state == "answered"]
    everyone += answer.missing
    lines = [
        _row(one, rows.get(one.node), assembly, kinds, visit)
        for one in sorted(everyone, key=lambda one: centre_name(one.node))
    ]
    return Table(
        t("The centres"),
        [
            Column(t("Centre")),
            Column(t("State")),
            Column(t("Answer time"), unit="ms", align="number"),
            *(Column(t(ASSAYS[kind]), unit=t("individuals"), align="number") for kind in kinds),
            Column(t("Last load"), unit="UTC"),
            Column(t("Epoch"), align="number"),
        ],
        lines,
        Empty(t("The roster names no node.")),
        key="centres",
        caption_hidden=True,
    )


def _row(
    one: Part | Missing, status: StatusRow | None, assembly: str, kinds: list[str], visit: Visit
) -> Row:
    language = visit.language
    here = one.node in visit.site.nodes
    name = Cell(centre_name(one.node), href=f"/nodes/{one.node}" if here else "", data=True)
    state = Cell(state_name(one.state, language), state=one.state)
    if status is None or isinstance(one, Missing):
        blanks = [Cell("–") for _ in range(len(kinds) + 3)]
        return Row([name, state, *blanks], muted=True)
    counts = [status.individuals.get(assembly, {}).get(kind, 0) for kind in kinds]
    loaded = _moment(status.last_load, language)
    return Row(
        [
            name,
            state,
            Cell(language.decimal(one.took_ms, 1), data=True),
            *(Cell(language.number(count) if count else "–", data=True) for count in counts),
            loaded,
            Cell(language.number(status.epoch), data=True),
        ]
    )


def _moment(text: str | None, language: Language) -> Cell:
    if text is None:
        return Cell(language.text("never"))
    moment = parse_iso(text)
    return Cell(language.moment(moment), moment=iso(moment))
