"""The manners of every command, as a kit that the shell and the focus areas share.

Data goes to standard output, talk to standard error. `--json` everywhere; `-` is standard
input or output; a table is aligned for eyes on a terminal and tab-separated in a pipe; a
progress bar is drawn on a terminal only; `--dry-run` stands on everything that changes data.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import click

from samvar.model.errors import NotFound, NotSignedIn, UsageError
from samvar.present.printed import Cell, as_json, table

if TYPE_CHECKING:
    from samvar.govern.identity import Asker

F = TypeVar("F", bound=Callable[..., Any])
_REDRAW_S = 0.1


@dataclass(slots=True)
class Desk:
    """What a command finds on its desk: where it works, who acts and why, how to answer.

    open_site: opens the node or network that `at` names; set by the shell.
    """

    open_site: Callable[[str | None], Any] | None = None
    at: str | None = None
    node_id: str | None = None
    person: str | None = None
    purpose: str | None = None
    permit: str | None = None
    json: bool = False
    dry_run: bool = False
    _site: Any = field(default=None, repr=False)

    @property
    def site(self) -> Any:
        """The open site; opened at first use, closed when the program ends."""
        if self._site is None:
            if self.open_site is None:
                raise UsageError("this command runs without a node")
            self._site = self.open_site(self.at)
            if context := click.get_current_context(silent=True):
                context.find_root().call_on_close(self._site.close)
        return self._site

    @property
    def node(self) -> Any:
        """The node at which the command works: the one named, else the person's own centre.

        Raises:
            NotFound: the site has no node of that name.
        """
        nodes = self.site.nodes
        name = self.node_id or (self.asker.user.centre if self.person else None)
        if self.node_id and self.node_id not in nodes:
            raise NotFound(
                f"there is no node '{self.node_id[:40]}' here", remedy=f"one of {', '.join(nodes)}"
            )
        return nodes[name if name in nodes else next(iter(nodes))]

    @property
    def asker(self) -> Asker:
        """The person and the purpose behind this command, employed where the site is.

        A persona works at a centre: `NAME@CENTRE` says which; else, at a site of one node, it
        is that node's; else it is the persona's own.

        Raises:
            NotSignedIn: nobody was named.
            NotFound: no such persona or centre.
        """
        nodes = self.site.nodes if self.person and "@" not in self.person else {}
        return self.asker_at(next(iter(nodes.values())).centre.id if len(nodes) == 1 else None)

    def asker_at(self, centre_by_default: str | None) -> Asker:
        """The same where no site is open yet."""
        from samvar.govern.identity import PERSONAS, Asker
        from samvar.govern.purpose import Purpose
        from samvar.model.place import CENTRES

        names = ", ".join(PERSONAS)
        if self.person is None:
            raise NotSignedIn("nobody asks", remedy=f"say who with --as: {names}")
        name, _, centre = self.person.partition("@")
        if name not in PERSONAS:
            raise NotFound(f"there is no persona '{name[:40]}'", remedy=f"one of {names}")
        if centre and centre not in CENTRES:
            raise NotFound(f"there is no centre '{centre[:40]}'", remedy=f"one of {[*CENTRES]}")
        user = PERSONAS[name]
        if user.centre is not None and (centre or centre_by_default):
            user = user.at(centre or centre_by_default or "")
        purpose = Purpose.parse(self.purpose) if self.purpose else user.role.usual_purpose
        return Asker(user, purpose, self.permit)

    def say(self, text: str) -> None:
        """Talk: a sentence for the person at the terminal, never data."""
        click.echo(text, err=True)

    def put(
        self, value: object, columns: Sequence[str] = (), rows: Sequence[Sequence[Cell]] = ()
    ) -> None:
        """Data: the value itself under `--json`, else the rows as a table under their columns."""
        if self.json:
            click.echo(as_json(value, indent=sys.stdout.isatty()))
            return
        for line in table(columns, rows, aligned=sys.stdout.isatty()):
            click.echo(line)

    def flush(self) -> None:
        """Let the data out now: a command that goes on for hours has said its part."""
        sys.stdout.flush()

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int | None, str], None]]:
        """A function to call with (stage, done, total or None, unit); draws on a terminal only."""
        drawn = sys.stderr.isatty() and not self.json
        last = [0.0]

        def draw(stage: str, done: int, total: int | None, unit: str) -> None:
            now = time.monotonic()
            if not drawn or (now - last[0] < _REDRAW_S and done != total):
                return
            last[0] = now
            bar = ("#" * round(min(done / total, 1.0) * 24) if total else "").ljust(24, ".")
            click.echo(f"\r{stage:<10.10} [{bar}] {done:>12,} {unit}\x1b[K", err=True, nl=False)

        try:
            yield draw
        finally:
            if drawn:
                click.echo("\r\x1b[K", err=True, nl=False)


pass_desk = click.make_pass_decorator(Desk, ensure=True)


class Command(click.Command):
    """A command whose help ends with examples; a test runs each through the parser."""

    examples: tuple[str, ...] = ()

    def format_epilog(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the examples as they are, one a line."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"  $ {example}\n")


def examples(*lines: str) -> Callable[[F], F]:
    """Command lines that show the usual uses; put it above `@click.command(cls=Command)`."""

    def add(command: F) -> F:
        command.examples = lines  # type: ignore[attr-defined]
        return command

    return add


def lines_of(given: Sequence[str]) -> tuple[str, ...]:
    """The given words; '-' stands for the lines of standard input, empty ones left out."""
    found: list[str] = []
    for word in given:
        if word == "-":
            found += [line.strip() for line in sys.stdin if line.strip()]
        else:
            found.append(word)
    return tuple(found)


def _desk_option(*names: str, **attributes: Any) -> Callable[[F], F]:
    """An option whose value goes to the desk and not into the command's parameters."""

    def keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value is not None and value is not False:
            setattr(context.ensure_object(Desk), str(parameter.name), value)
        return value

    return click.option(*names, expose_value=False, callback=keep, **attributes)


def json_option(function: F) -> F:
    """`--json`: one JSON object on standard output, errors as JSON on standard error."""
    return _desk_option("--json", is_flag=True, help="Answer with one JSON value.")(function)


def dry_run_option(function: F) -> F:
    """`--dry-run`: say what would be done, and change nothing."""
    return _desk_option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")(
        function
    )


def language_option(function: F) -> F:
    """`--language`: in whose words text and PDF are."""
    return click.option(
        "--language",
        type=click.Choice(["sv", "en"]),
        default="en",
        show_default=True,
        help="The words of text and PDF.",
    )(function)


def acting(function: F) -> F:
    """`--at --node --as --purpose --permit --json`: where, who, why, and by whose leave."""
    for option in (
        json_option,
        _desk_option(
            "--permit", envvar="SAMVAR_PERMIT", help="Id of the permit that the person holds."
        ),
        _desk_option(
            "--purpose",
            envvar="SAMVAR_PURPOSE",
            help="HL7 purpose of use, such as TREAT or HRESCH; by default the role's usual one.",
        ),
        _desk_option(
            "--as",
            "person",
            envvar="SAMVAR_PERSONA",
            metavar="PERSONA",
            help="Who acts, as NAME or NAME@CENTRE; the policy decides what they may.",
        ),
        _desk_option(
            "--node",
            "node_id",
            metavar="CENTRE",
            help="Which node of a site. [default: the person's own centre]",
        ),
        _desk_option(
            "--at",
            envvar="SAMVAR_AT",
            metavar="SITE",
            help="A node's folder, or 'demo' for the demo network. [default: this folder]",
        ),
    ):
        function = option(function)
    return function
