"""`samvar demo`: the seven-region network on one machine."""

from __future__ import annotations

from pathlib import Path

import click

from samvar.model.errors import UsageError
from samvar.present.command import Command, Desk, examples, json_option, pass_desk


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
    fresh: bool,
    check: bool,
) -> int:
    """Start seven regional nodes with synthetic people in one process, and serve their pages.

    With --check it serves nothing: it compares the network's answers with what its generator
    planted, and exits with 0 only if all are equal. The nodes' folder is kept; the next start
    takes it up again.
    """
    if check:
        if data is not None:
            raise UsageError("--check compares synthetic people", remedy="leave --data away")
        return _check(desk, folder)
    from samvar.cli.listen import Door
    from samvar.demo.network import start

    door = Door.open(host, port)
    running = start(folder, data=data, fresh=fresh, say=desk.say)
    try:
        told = {
            "url": door.url,
            "nodes": list(running.site.nodes),
            "seconds_to_ready": round(running.seconds_to_ready, 3),
        }
        desk.say(f"{len(running.site.nodes)} nodes ready in {running.seconds_to_ready:.1f} s;")
        desk.say("open this address, choose a persona, search; Ctrl-C stops:")
        desk.put(told, ("url",), [(door.url,)])
        desk.flush()
        door.serve(running.site, personas=True)
    finally:
        running.close()
    return 0


def _check(desk: Desk, folder: Path | None) -> int:
    from samvar.demo.check import check as compare

    report = compare(folder)
    rows = [("ok" if one.ok else "WRONG", one.name, one.detail) for one in report.checks]
    desk.put(report, ("outcome", "check", "detail"), rows)
    desk.say(f"{'all as planted' if report.ok else 'NOT as planted'}; ready in "
             f"{report.seconds_to_ready:.1f} s")  # fmt: skip
    return 0 if report.ok else 1
