"""`samvar`: the shell around every command, and the one place where errors become exit codes.

0  done
1  done, and something was found wrong (doctor, check), or a fault inside samvar
2  the command itself is wrong
3  an input is wrong
4  refused by policy, signature or consent
5  another node did not answer
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from samvar import __version__
from samvar.cli.at import open_site
from samvar.cli.lazy import LazyGroup
from samvar.model.errors import SamvarError, UsageError
from samvar.present.command import Desk

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": (
        "samvar.cli.demo:demo",
        "Start seven regional nodes with synthetic people in one process, and serve their pages.",
    ),
    "serve": (
        "samvar.cli.serve:serve",
        "Serve the node in FOLDER, or all nodes in its sub-folders, until stopped.",
    ),
    "node": ("samvar.cli.node:node", "Make a node, look at it, back it up and restore it."),
    "keys": (
        "samvar.cli.keys:keys",
        "See a node's keys, exchange the root key, back it up, part it, recover it.",
    ),
    "import": (
        "samvar.cli.load:import_",
        "Load VCF, gVCF or BCF files of the same samples: all of them, or nothing.",
    ),
    "annotate": (
        "samvar.cli.annotate:annotate",
        "Write a VCF with how often each of its alleles is seen, in the country and here.",
    ),
    "ask": ("samvar.cli.ask:ask", "Ask the nation; get one answer, and who is in it."),
    "query": (
        "samvar.cli.query:query",
        "Answer one SELECT over the views samples, variants and genotypes of this node.",
    ),
    "cohort": (
        "samvar.cli.cohort:cohort",
        "Ask the genomes of this node's people: frequencies, carriers, of everybody or of some.",
    ),
    "export": (
        "samvar.cli.export:export",
        "Write every allele of this node's people, with its counts, and where they are from.",
    ),
    "person": ("samvar.cli.person:person", "Find a person of a node by their personal number."),
    "withdraw": (
        "samvar.cli.withdraw:withdraw",
        "Take samples or whole people out of every count, list and genome, exactly.",
    ),
    "choice": (
        "samvar.cli.choice:choice",
        "See and note what people allow: research, other providers, blocks, contact again.",
    ),
    "care": (
        "samvar.cli.care:care",
        "Note that you take part in a patient's care, end it, and list your patients.",
    ),
    "emergency": (
        "samvar.cli.emergency:emergency",
        "Open one patient's record in an emergency, end it, review each use, see the figures.",
    ),
    "audit": (
        "samvar.cli.audit:audit",
        "Read a node's audit trail, prove it, and review it; looking at it is an entry too.",
    ),
    "ledger": ("samvar.cli.ledger:ledger", "See what is left of a disclosure budget."),
    "job": ("samvar.cli.job:job", "See a node's long work, and stop it."),
    "release": (
        "samvar.cli.release:release",
        "Make the releases of an epoch, and list what there is.",
    ),
    "roster": (
        "samvar.cli.roster:roster",
        "Join nodes into a network: cards, one roster, signatures of more than half.",
    ),
    "policy": (
        "samvar.cli.policy:policy",
        "See which law decides and why, compare laws, and change a node's together with others.",
    ),
    "permit": (
        "samvar.cli.permit:permit",
        "Apply for a permit, follow the seven decisions, decide, and count a cohort under one.",
    ),
    "pgx": (
        "samvar.focus.pharmacogenomics.commands:pgx",
        "Call pharmacogenes from a patient's variants; what was not tested is said.",
    ),
    "rare": (
        "samvar.focus.rare_disease.commands:rare",
        "Rank diseases and genes by what was seen in a patient, and say why.",
    ),
    "knowledge": (
        "samvar.cli.knowledge:knowledge",
        "Import releases of medical knowledge, list them, and see what changed between two.",
    ),
    "bench": (
        "samvar.cli.bench:bench",
        "Measure suites of a source checkout beside their peers, as a table or as JSON.",
    ),
    "version": ("samvar.cli.version:version", "Say which samvar this is."),
}

root = LazyGroup(
    "samvar",
    COMMANDS,
    help="""Precision medicine for a nation: sovereign nodes, one honest answer.

    Each command acts as a person (--as, or SAMVAR_PERSONA) with a purpose (--purpose) at a
    node (--at, or SAMVAR_AT); the policy of the node decides, and every question is written
    to its audit log. 'samvar COMMAND --help' shows examples.""",
)

click.version_option(__version__, message="%(prog)s %(version)s")(root)


def main(arguments: list[str] | None = None) -> None:
    """Run one command line and leave the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command line; returns the exit code."""
    desk = Desk(open_site=open_site)
    try:
        result: Any = root.main(arguments, prog_name="samvar", standalone_mode=False, obj=desk)
        sys.stdout.flush()
    except SamvarError as error:
        _report(error, desk)
        return error.exit
    except click.ClickException as error:
        _report_usage(error, as_data="--json" in arguments)
        return 2 if isinstance(error, click.UsageError) else 3
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader has seen enough (`samvar query ... | head`), which click turns into
        # SystemExit; say nothing when the interpreter flushes, either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        if os.environ.get("SAMVAR_DEBUG"):
            raise
        # Only the kind of fault: its text may quote a patient's data.
        click.echo(f"samvar: internal: a fault inside samvar ({type(fault).__name__})", err=True)
        click.echo("  remedy: run it again with SAMVAR_DEBUG=1 and report what it prints", err=True)
        return 1
    return result if isinstance(result, int) else 0


def _report_usage(error: click.ClickException, *, as_data: bool) -> None:
    if not as_data:
        error.show()
        return
    from samvar.present.printed import as_json

    what = {"code": UsageError.code, "what": error.format_message()}
    click.echo(as_json({"error": {**what, "where": None, "why": None, "remedy": None}}), err=True)


def _report(error: SamvarError, desk: Desk) -> None:
    parts = {
        "what": error.what,
        "where": str(error.where) if error.where else None,
        "why": error.why,
        "remedy": error.remedy,
    }
    if desk.json:
        from samvar.present.printed import as_json

        click.echo(as_json({"error": {"code": error.code, **parts}}), err=True)
        return
    click.echo(f"samvar: {error.code}: {error.what}", err=True)
    for name in ("where", "why", "remedy"):
        if parts[name]:
            click.echo(f"  {name}: {parts[name]}", err=True)


if __name__ == "__main__":
    main()
