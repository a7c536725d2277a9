"""The reference pages that follow from the code: errors, settings, operations, permissions ...

`python docs/generate.py` writes them; a test holds that they are up to date.
"""

from __future__ import annotations

import runpy
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING
from pathlib import Path
from typing import Any

import click
import msgspec

DOCS = Path(__file__).parent
NOTE = "<!-- written by docs/generate.py -->\n\n"


def errors_page() -> str:
    """Every error: code, HTTP status, exit code, meaning."""
    from samvar.model.errors import all_errors

    lines = [
        "# Errors\n",
        "An error says what, where, why, and what to do next. Its code is the same on the command",
        "line, in an API problem (RFC 9457) and on a page. It never holds a patient's name, number",
        "or genotype.\n",
        "| code | HTTP | exit | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for error in all_errors():
        meaning = (error.__doc__ or "").strip().splitlines()[0]
        lines.append(f"| `{error.code}` | {error.status} | {error.exit} | {meaning} |")
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Every setting of a node: name, type, default, environment variable, sentence."""
    from samvar.node.build import CONFIG_FILE
    from samvar.node.config import environment_name, settings

    lines = [
        "# Settings\n",
        f'A node is set up by `{CONFIG_FILE}` in its folder; one line is enough: `id = "uppsala"`.',
        "Each setting can be overridden by an environment variable. An unknown setting is an",
        "error that names the nearest known one. Secrets are named by reference, never written.\n",
        "| setting | type | default | environment | meaning |",
        "| --- | --- | --- | --- | --- |",
    ]
    for setting in settings():
        if setting.default is not MISSING:
            default = f"`{setting.default}`" if setting.default not in (None, "") else "–"
        else:
            default = "required" if setting.default_factory is MISSING else "–"
        kind = str(setting.type).replace("|", "or")
        lines.append(
            f"| `{setting.name}` | {kind} | {default} | `{environment_name(setting.name)}` "
            f"| {setting.metadata['sentence']} |"
        )
    return "\n".join(lines) + "\n"


def operations_page() -> str:
    """Every question that the nation can be asked: arguments, merge, permission."""
    from samvar.cli.ask import FIELDS
    from samvar.network.kind import Sum
    from samvar.node.build import registry

    lines = [
        "# Operations\n",
        "The closed list of questions that nodes answer. Each is asked by",
        "`samvar ask NAME`, from Python, from the pages and by other nodes, with one result.\n",
    ]
    for operation in registry():
        kind = operation.kind
        lines += [
            f"## {operation.name}\n",
            f"{operation.title} Version {operation.version}; merges as a {kind.name}; permission",
            f"`{operation.permission}`, tier `{operation.disclosure}` or above; audit verb",
            f"`{operation.verb}`.\n",
            "| argument | type | meaning |",
            "| --- | --- | --- |",
        ]
        for field in msgspec.structs.fields(operation.args):
            note = "" if field.required else ", optional"
            lines.append(
                f"| `{field.name}` | {_type(field.type)}{note} | {FIELDS[field.name][0]} |"
            )
        if not msgspec.structs.fields(operation.args):
            lines.append("| – | | takes none |")
        lines.append("")
        if isinstance(kind, Sum):
            lines.append(f"Columns: {', '.join(f'`{column}`' for column in kind.columns)}.\n")
        elif hasattr(kind, "row"):
            names = [f"`{field.name}`" for field in msgspec.structs.fields(kind.row)]
            lines.append(f"Each row: {', '.join(names)}.\n")
    return "\n".join(lines).rstrip() + "\n"


def _type(kind: Any) -> str:
    text = getattr(kind, "__name__", str(kind)) if isinstance(kind, type) else str(kind)
    return text.replace("typing.", "").replace("|", "or")


def permissions_page() -> str:
    """Which role may do what, for which purpose, as the enforced profile decides it."""
    from samvar.demo.permits import DEMO_PERMITS
    from samvar.govern.identity import PERSONAS, Asker
    from samvar.govern.permit import PermitBook
    from samvar.govern.policy import Facts, Policy
    from samvar.govern.purpose import Purpose
    from samvar.govern.route import PERMISSIONS

    policy = Policy.load(permits=PermitBook(DEMO_PERMITS))
    lines = [
        "# Permissions\n",
        f"What the legal profile `{policy.profile}` decides, asked of the policy engine itself for",
        "every role, purpose and permission. What is not listed is refused. What",
        "is marked * needs the person to work at the centre whose node decides. `open` and",
        "`beacon:nation` are for anyone.\n",
        "| role | permit | purpose | may |",
        "| --- | --- | --- | --- |",
    ]
    for user in PERSONAS.values():
        for permit in (None, *user.permits):
            cells: dict[str, list[str]] = {}
            for purpose in Purpose:
                asker = Asker(user, purpose, permit)
                may = []
                for name in PERMISSIONS:
                    if name in ("open", "beacon:nation"):
                        continue
                    own, other = (
                        policy.decide(asker, name, Facts(at, at, disclosure="registered")).allowed
                        for at in (user.centre or "skane", "vasterbotten")
                    )
                    if own:
                        may.append(f"`{name}`" + ("" if other else "\\*"))
                cells.setdefault(", ".join(may), []).append(purpose.value)
            for may_do, purposes in cells.items():
                lines.append(
                    f"| {user.role.value.replace('_', ' ')} | {permit or '–'} "
                    f"| {', '.join(purposes)} | {may_do or 'nothing'} |"
                )
    lines += ["\n## What each permission opens\n", "| permission | opens |", "| --- | --- |"]
    lines += [f"| `{name}` | {sentence} |" for name, sentence in PERMISSIONS.items()]
    lines += [
        "\n## The rules, and the law that each renders\n",
        "| rule | effect | says | law |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{rule.id}` | {rule.effect} | {rule.en} | {rule.law or '–'} |"
        for rule in policy.rules.values()
    ]
    return "\n".join(lines) + "\n"


def acmg_page() -> str:
    """The 28 criteria, what expert panels say of their genes, and the fields of facts."""
    text: str = runpy.run_path(str(DOCS / "acmg.py"))["page"]()
    return text


def rooms_figure() -> str:
    """The rooms of the house as SVG, from import-linter's own contract."""
    layers = [
        [room.strip(" ()") for room in layer.split("|")]
        for layer in _contract()["layers"]
        if layer != "__main__"
    ]
    width, height, gap = 640, 34, 10
    tall = len(layers) * (height + gap) + gap
    rows = []
    for number, layer in enumerate(layers):
        y = gap + number * (height + gap)
        each = (width - 180 - gap * (len(layer) - 1)) / len(layer)
        for place, room in enumerate(layer):
            x = 10 + place * (each + gap)
            there = (DOCS.parent / "samvar" / room).is_dir()
            kind = "room" if there else "room later"
            name = room if there else f"{room} (a later issue)"
            rows.append(
                f'<rect class="{kind}" x="{x:.0f}" y="{y}" width="{each:.0f}" height="{height}" '
                f'rx="4"/><text x="{x + each / 2:.0f}" y="{y + 22}">{name}</text>'
            )
    down = tall - 24
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {tall}" role="img">',
            "<title>The rooms of the house, and which may import which</title>",
            "<desc>One layer under another: "
            + "; ".join(" and ".join(layer) for layer in layers)
            + ". A room imports what is below it, never above, and never its neighbour.</desc>",
            "<style>text{font:14px system-ui,sans-serif;text-anchor:middle;fill:#1d2b2a}"
            ".room{fill:#d7efec;stroke:#00695c}.later{fill:#eee;stroke-dasharray:4 3}"
            ".way{stroke:#00695c;stroke-width:2;fill:none}</style>",
            f'<rect width="{width}" height="{tall}" fill="#fff"/>',
            *rows,
            f'<path class="way" d="M {width - 130} 24 V {down} m -6 -10 l 6 10 l 6 -10"/>',
            f'<text x="{width - 62}" y="{tall / 2:.0f}">may import</text>',
            "</svg>\n",
        ]
    )


def _contract() -> dict[str, Any]:
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))
    contract: dict[str, Any] = project["tool"]["importlinter"]["contracts"][0]
    return contract


def decisions_page() -> str:
    """The list of decision records."""
    lines = [
        "# Decisions\n",
        "A choice that closes doors is written down in at most 40 lines: the situation, the",
        "choice, what was given up, and how we would notice that we were wrong.\n",
    ]
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
        lines.append(f"- [{title}]({path.name})")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Every command: its help, its options, its examples."""
    from samvar.cli.main import root

    lines = [
        "# Commands\n",
        "Data goes to standard output, talk to standard error. `-` is standard input or output.",
        "A table is aligned on a terminal and tab-separated in a pipe; `--json` gives one JSON",
        "value, and an error as JSON on standard error. Whatever changes data has `--dry-run`.\n",
        "| exit code | meaning |",
        "| --- | --- |",
        "| 0 | done |",
        "| 1 | done, and something was found wrong; or a fault inside samvar |",
        "| 2 | the command itself is wrong |",
        "| 3 | an input is wrong |",
        "| 4 | refused by policy, signature or consent |",
        "| 5 | another node did not answer |\n",
    ]
    for path, command in commands(root, ("samvar",)):
        lines += [f"## {' '.join(path)}\n", _prose(command.help or ""), ""]
        lines += _parameters(command)
        shown = getattr(command, "examples", ())
        if shown:
            lines += ["```sh", *(f"$ {line}" for line in shown), "```\n"]
    return "\n".join(lines).rstrip() + "\n"


def commands(
    group: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command below a group that is no group itself, with its full name."""
    context = click.Context(group, info_name=path[-1])
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def _prose(text: str) -> str:
    return textwrap.dedent(text.replace("\b\n", "")).strip()


def _parameters(command: click.Command) -> list[str]:
    rows = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            rows.append(f"| `{parameter.make_metavar(click.Context(command))}` | |")
        elif isinstance(parameter, click.Option):
            names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
            rows.append(f"| {names} | {_cell(parameter.help or '')} |")
    return ["| parameter | meaning |", "| --- | --- |", *rows, ""] if rows else []


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


PAGES: dict[str, Any] = {
    "reference/errors.md": errors_page,
    "reference/settings.md": settings_page,
    "reference/commands.md": commands_page,
    "reference/operations.md": operations_page,
    "reference/permissions.md": permissions_page,
    "reference/acmg.md": acmg_page,
    "decisions/index.md": decisions_page,
    "images/rooms.svg": rooms_figure,
}


def main() -> None:
    """Write every page that differs from the code, and gather the news."""
    for name, page in PAGES.items():
        path = DOCS / name
        text = NOTE + page()
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            print(f"wrote {name}")
    import changelog  # beside this file

    changelog.main()
    import figures
    import growth

    figures.main()
    growth.main()


if __name__ == "__main__":
    main()
