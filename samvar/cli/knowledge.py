"""`samvar knowledge`: releases of what the world knows, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk
from samvar.present.printed import Cell

if TYPE_CHECKING:
    from samvar.knowledge.transcript.release import Head

_shelf = click.option(
    "--shelf",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SAMVAR_KNOWLEDGE",
    help="The folder of releases. [default: the user's data folder]",
)


@click.group(no_args_is_help=True)
def knowledge() -> None:
    """Import releases of medical knowledge, list them, and see what changed between two.

    They lie on a shelf: that of the node named with --at (and --as, who does it), else the folder
    of --shelf, else the user's own. A node calls and recalls by the releases of its own shelf.
    """


@examples(
    "samvar knowledge import pharmcat-files --name pharmcat-2025-11",
    "samvar knowledge import pharmcat-files --dry-run --json",
    "samvar knowledge import pharmcat-files --at uppsala-node --as pharmacist",
)
@knowledge.command("import", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="The release's name. [default: from the date of its source]")
@click.option("--date", help="The date of the source, YYYY-MM-DD. [default: what the files say]")
@click.option("--licence", help="Under what licence the content may be used.")
@click.option("--source", help="Where the content is from, as it shall be cited.")
@_shelf
@dry_run_option
@acting
@pass_desk
def import_(
    desk: Desk,
    folder: Path,
    name: str | None,
    date: str | None,
    licence: str | None,
    source: str | None,
    shelf: Path | None,
) -> None:
    """Make a release of PharmCAT's definitions, phenotypes, CPIC's drugs and layers in FOLDER.

    A layer is one body's recommendations, such as DPWG's, in a TOML file '*_layer.toml'; its
    licence and source are added to the release's. One of these kinds of file is enough.

    Every row is checked; the first that is wrong is named with its line, and nothing is made.
    With --at it is put on that node's shelf, where pages and 'samvar pgx recall' find it; the
    node goes on calling by the release that it has adopted.
    """
    from samvar.govern.act import changing, permit
    from samvar.knowledge.pharmacogenomics.folder import LICENCE, SOURCE, read_folder
    from samvar.knowledge.pharmacogenomics.release import write
    from samvar.knowledge.shelf import default_shelf

    release = read_folder(
        folder, name=name, date=date, licence=licence or LICENCE, source=source or SOURCE
    )
    if desk.dry_run:
        if _at_node(desk, shelf):
            permit(desk.node, desk.asker, "change:knowledge", "rehearse-import-release")
    elif _at_node(desk, shelf):
        with changing(desk.node, desk.asker, "change:knowledge", "import-release"):
            write(release, desk.node.knowledge_shelf)
    else:
        write(release, shelf or default_shelf())
    facts = release.knowledge
    made: dict[str, Cell] = {
        "name": release.name,
        "date": release.date,
        "licence": release.licence,
        "source": release.source,
        "digest": release.digest,
        "genes": len(facts.genes),
        "positions": sum(len(gene.positions) for gene in facts.genes),
        "alleles": sum(len(gene.alleles) for gene in facts.genes),
        "recommendations": len(facts.recommendations),
        "dry_run": desk.dry_run,
    }
    desk.put(made, ("name", "value"), [*made.items()])


@examples(
    "samvar knowledge list",
    "samvar knowledge list --json",
    "samvar knowledge list --at demo --as pharmacist",
)
@knowledge.command("list", cls=Command)
@_shelf
@acting
@pass_desk
def list_(desk: Desk, shelf: Path | None) -> None:
    """List the releases at hand, newest first, samvar's own small set last."""
    from samvar.knowledge.pharmacogenomics.shelf import releases

    rows: list[dict[str, Cell]] = [
        {
            "name": each.name,
            "date": each.date,
            "genes": len(each.knowledge.genes),
            "recommendations": len(each.knowledge.recommendations),
            "digest": each.digest,
            "licence": each.licence,
            "source": each.source,
        }
        for each in releases(_seen(desk, shelf))
    ]
    desk.put(rows, tuple(rows[0]), [tuple(row.values()) for row in rows])


@examples("samvar knowledge diff pharmcat-2025-06 pharmcat-2025-11 --json")
@knowledge.command("diff", cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@_shelf
@acting
@pass_desk
def diff(desk: Desk, old: str, new: str, shelf: Path | None) -> None:
    """Say what changed from the release OLD to NEW, one line per fact.

    Each is named as for 'samvar pgx call --knowledge': by name or by folder.
    """
    from samvar.knowledge.pharmacogenomics.diff import diff as compare
    from samvar.knowledge.pharmacogenomics.shelf import find_release

    place = _seen(desk, shelf)
    changes = compare(find_release(old, place), find_release(new, place))
    rows = [(each.subject, each.kind, each.item, each.old, each.new) for each in changes]
    desk.put(changes, ("subject", "kind", "item", "old", "new"), rows)


@knowledge.group(no_args_is_help=True)
def transcripts() -> None:
    """Import transcripts of a genome, and list the releases of them that are at hand."""


@examples(
    "samvar knowledge transcripts import gencode.v47.gff3.gz --name gencode-47",
    "samvar knowledge transcripts import genes.gff3 --name genes --assembly GRCh38 --json",
)
@transcripts.command("import", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="The release's name.")
@click.option("--date", default="", help="The date of the source, YYYY-MM-DD. [default: today]")
@click.option("--licence", default="", help="Under what licence the content may be used.")
@click.option("--source", default="", help="Where the content is from, as it shall be cited.")
@click.option("--assembly", default="", help="The reference genome, where the file does not say.")
@_shelf
@acting
@pass_desk
def import_transcripts(
    desk: Desk, /, file: Path, name: str, assembly: str, shelf: Path | None, **said: str
) -> None:
    """Make a release of the transcripts in FILE, a GFF3 of Ensembl, GENCODE or RefSeq.

    Every line is checked; the first that is wrong is named with its place, and nothing is made.
    'samvar annotate --transcripts' finds the release by its name.
    """
    from samvar.govern.act import changing
    from samvar.knowledge.transcript.release import import_gff3
    from samvar.model.genome import Assembly

    known = Assembly.parse(assembly) if assembly else None
    place = _place(desk, shelf)
    if _at_node(desk, shelf):
        with changing(desk.node, desk.asker, "change:knowledge", "import-transcripts"):
            head = import_gff3(file, place, name=name, assembly=known, **said)
    else:
        head = import_gff3(file, place, name=name, assembly=known, **said)
    made = _told(head)
    desk.put(made, ("name", "value"), [*made.items()])


@examples("samvar knowledge transcripts list", "samvar knowledge transcripts list --json")
@transcripts.command("list", cls=Command)
@_shelf
@acting
@pass_desk
def list_transcripts(desk: Desk, shelf: Path | None) -> None:
    """List the releases of transcripts at hand, newest first."""
    from samvar.knowledge.transcript.release import releases_on

    rows = [_told(head) for head in releases_on(_seen(desk, shelf))]
    columns = ("name", "date", "assembly", "genes", "transcripts", "digest", "licence", "source")
    desk.put(rows, columns, [tuple(row.values()) for row in rows])


def _told(head: Head) -> dict[str, Cell]:
    return {
        "name": head.name,
        "date": head.date,
        "assembly": head.assembly,
        "genes": head.genes,
        "transcripts": head.transcripts,
        "digest": head.digest,
        "licence": head.licence,
        "source": head.source,
    }


def _at_node(desk: Desk, shelf: Path | None) -> bool:
    """Whether a node's shelf is meant; a folder that is named comes before it."""
    return shelf is None and desk.at is not None


def _place(desk: Desk, shelf: Path | None) -> Path:
    from samvar.knowledge.shelf import default_shelf

    if shelf is not None:
        return shelf
    return Path(desk.node.knowledge_shelf) if desk.at is not None else default_shelf()


def _seen(desk: Desk, shelf: Path | None) -> Path:
    """The shelf, once the node has written down who looks at it."""
    from samvar.govern.act import permit

    if _at_node(desk, shelf):
        permit(desk.node, desk.asker, "see:knowledge", "see-knowledge")
    return _place(desk, shelf)
