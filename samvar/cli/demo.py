"""`samvar demo`: the seven-region network on one machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, examples, json_option, pass_desk

if TYPE_CHECKING:
    from samvar.demo.network import Setting


@examples(
    "samvar demo",
    "samvar demo --data ../shared/data --port 8001",
    "samvar demo --check --json",
)
@click.command(cls=Command)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Load real files from this folder instead of synthetic people.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8700, show_default=True, help="Port; 0 is any free one.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the seven nodes live. [default: the user's data folder]",
)
@click.option(
    "--clients",
    type=click.Path(path_type=Path, dir_okay=False),
    help="TOML of programs on this machine that may sign personas in through the demo's issuer.",
)
@click.option("--people", type=click.IntRange(70, 200_000), help="How many synthetic people.")
@click.option("--fresh", is_flag=True, help="Throw away what an earlier demo left in the folder.")
@click.option("--check", is_flag=True, help="Ask every operation, stop a node, ask again, compare.")
@json_option
@pass_desk
def demo(
    desk: Desk,
    data: Path | None,
    host: str,
    port: int,
    folder: Path | None,
    clients: Path | None,
    people: int | None,
    fresh: bool,
    check: bool,
) -> int:
    """Start seven regional nodes with synthetic people in one process, and serve their pages.

    With --check it serves nothing: it compares the network's answers with what its generator
    planted, and exits with 0 only if all are equal. The nodes' folder is kept; the next start
    takes it up again.
    """
    from samvar.cli.listen import Door
    from samvar.demo.issuer import clients_at, issuer_at
    from samvar.demo.network import Setting, start

    if data is not None and (check or people):
        raise UsageError("--check and --people are for synthetic people", remedy="drop --data")
    setting = Setting(persons=people) if people else None
    if check:
        return _check(desk, folder, setting)
    registered = clients_at(host, clients)
    door = Door.open(host, port)
    running = start(folder, data=data, setting=setting, fresh=fresh, say=desk.say)
    try:
        provider = issuer_at(running.folder, door.url, registered)
        told = {
            "url": door.url,
            "nodes": list(running.site.nodes),
            "seconds_to_ready": round(running.seconds_to_ready, 3),
        }
        desk.say(f"{len(running.site.nodes)} nodes ready in {running.seconds_to_ready:.1f} s;")
        desk.say("open this address, choose a persona, search; Ctrl-C stops:")
        desk.put(told, ("url",), [(door.url,)])
        desk.flush()
        door.serve(running.site, personas=True, provider=provider)
    finally:
        running.close()
    return 0


def _check(desk: Desk, folder: Path | None, setting: Setting | None) -> int:
    from samvar.demo.check import check as compare

    report = compare(folder, setting)
    rows = [("ok" if one.ok else "WRONG", one.name, one.detail) for one in report.checks]
    desk.put(report, ("outcome", "check", "detail"), rows)
    desk.say(f"{'all as planted' if report.ok else 'NOT as planted'}; ready in "
             f"{report.seconds_to_ready:.1f} s")  # fmt: skip
    return 0 if report.ok else 1
