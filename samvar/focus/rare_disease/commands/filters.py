"""`samvar rare filters`, `rare filter save|lock|unlock|retire|through`, and `rare take`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import Command, Desk, acting, dry_run_option, examples, pass_desk

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.saved_filter import SavedFilter
    from samvar.focus.rare_disease.model.sought import Sought

CATEGORIES = ("snv", "sv", "mei", "str", "mt", "fusion")


def asking(command: Any) -> Any:
    """The options by which any list is filtered."""
    for option in reversed(
        (
            click.option("--ask", "asks", multiple=True, metavar="WORD=VALUE",
                         help="As the page's address: gene=CFTR, freq=0.01, kind=DEL, least=1000, "
                              "standing=pathological, share=0.1, all=1; repeatable."),
            click.option("--filter", "saved", metavar="ID", help="A saved filter."),
            click.option("--opens", is_flag=True, help="The filter that the page opens with."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def sought_from(
    desk: Desk, category: str, asks: tuple[str, ...], saved: str | None, *, opens: bool
) -> Sought | None:
    """What these options ask for; None where they ask for nothing."""
    from samvar.focus.rare_disease.model.sought import ASKED, sought_of
    from samvar.focus.rare_disease.service.filters import default_of, filter_of
    from samvar.model.errors import UsageError

    if bool(asks) + bool(saved) + opens > 1:
        raise UsageError("one of --ask, --filter and --opens is given")
    if opens:
        return default_of(category)
    if saved:
        found = filter_of(desk.node, saved)
        if found.category != category:
            raise UsageError("that filter is one of another list")
        return found.sought
    if not asks:
        return None
    words: dict[str, str] = {}
    for each in asks:
        name, _, value = each.partition("=")
        if name not in ASKED[category]:
            raise UsageError(
                f"'{name[:20]}' is not asked of this list",
                remedy=f"one of {', '.join(ASKED[category])}",
            )
        words[name] = f"{words[name]} {value}" if name in words else value
    return sought_of(words, category)


@examples(
    "samvar rare filters --as geneticist", "samvar rare filters --category sv --as geneticist"
)
@rare.command(cls=Command)
@click.option("--category", type=click.Choice(CATEGORIES), help="Of one list.")
@acting
@pass_desk
def filters(desk: Desk, category: str | None) -> None:
    """List the saved filters, with what they ask for and who has locked them."""
    from samvar.focus.rare_disease.service.filters import saved_filters

    found = saved_filters(desk.node, desk.asker, category or "")
    _put(desk, found)


@rare.group("filter", no_args_is_help=True)
def filter_group() -> None:
    """Save a filter, lock it, open it again, retire it, note that it was gone through."""


@examples(
    "samvar rare filter save 'rare in the protein' --ask freq=0.01 --ask severity=missense_variant"
    " --as geneticist",
)
@filter_group.command(cls=Command)
@click.argument("name")
@click.option("--category", type=click.Choice(CATEGORIES), default="snv", show_default=True,
              help="Of which list.")  # fmt: skip
@click.option("--instead-of", metavar="ID", default="", help="A filter that is retired for it.")
@asking
@dry_run_option
@acting
@pass_desk
def save(desk: Desk, /, name: str, category: str, instead_of: str, **given: Any) -> None:
    """Save a filter under NAME for all who read lists at the node."""
    from samvar.focus.rare_disease.model.sought import Sought, words_of
    from samvar.focus.rare_disease.service.filters import save_filter

    sought = sought_from(desk, category, given["asks"], given["saved"], opens=given["opens"])
    wanted = sought or Sought()
    if desk.dry_run:
        words = words_of(wanted)
        desk.put({"name": name, "category": category, "asks": words}, ("what", "value"),
                 [("name", name), *words.items()])  # fmt: skip
        return
    _put(desk, (save_filter(desk.node, name, category, wanted, desk.asker, instead_of),))


def _changing(act: str, words: str) -> None:
    @examples(f"samvar rare filter {act} flt_0123 --as geneticist")
    @filter_group.command(act, cls=Command, help=words)
    @click.argument("filter_", metavar="FILTER")
    @dry_run_option
    @acting
    @pass_desk
    def change(desk: Desk, filter_: str) -> None:
        from samvar.focus.rare_disease.service import filters as service

        if desk.dry_run:
            _put(desk, (service.filter_of(desk.node, filter_),))
            return
        acts = {"lock": service.lock_filter, "unlock": service.unlock_filter,
                "retire": service.retire_filter}  # fmt: skip
        _put(desk, (acts[act](desk.node, filter_, desk.asker),))


_changing("lock", "Lock a filter: nobody else may retire it until you open it again.")
_changing("unlock", "Open a filter again that you have locked.")
_changing("retire", "Offer a filter no more; what was gone through by it can still be shown.")


@examples("samvar rare filter through 643594 --category sv --as geneticist")
@filter_group.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--category", type=click.Choice(CATEGORIES), default="snv", show_default=True,
              help="Of which list.")  # fmt: skip
@click.option("--filter", "saved", metavar="ID", default="", help="By default the one that the "
              "list opens with.")  # fmt: skip
@dry_run_option
@acting
@pass_desk
def through(desk: Desk, case: str, category: str, saved: str) -> None:
    """Note in a case that you have gone through all that a filter leaves of a list."""
    from samvar.focus.rare_disease.service.case import see_case

    if desk.dry_run:
        kept = see_case(desk.node, case, desk.asker)
        desk.put({"case": kept.label, "dry_run": True}, ("case",), [(kept.label,)])
        return
    from samvar.focus.rare_disease.service.mark import go_through, gone_through

    found = go_through(desk.node, case, category, saved, desk.asker)
    event, gone = gone_through(found, category)[0]
    desk.put({"case": found.label, "event": event.number, "gone_through": gone},
             ("what", "value"), [("filter", gone.name or "the one that the list opens with"),
                                 ("rows", f"{gone.passed} of {gone.total}")])  # fmt: skip


@examples("samvar rare take 643594 --ask freq=0.01 --form vcf --out rare.vcf --as geneticist")
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--category", type=click.Choice(CATEGORIES), default="snv", show_default=True,
              help="Which list.")  # fmt: skip
@click.option("--form", type=click.Choice(["tsv", "jsonl", "vcf"]), default="tsv",
              show_default=True, help="VCF: whole records, of snv.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="A new file.")  # fmt: skip
@asking
@acting
@pass_desk
def take(desk: Desk, /, case: str, category: str, form: str, out: Path, **given: Any) -> None:
    """Take a list out as a file, through a filter; what is not known hides nothing."""
    from samvar.focus.rare_disease.model.sought import Sought
    from samvar.focus.rare_disease.service.take_list import take_list
    from samvar.model.errors import Conflict

    if out.exists():
        raise Conflict(f"there is a file {out.name} already", remedy="name a new one")
    sought = sought_from(desk, category, given["asks"], given["saved"], opens=given["opens"])
    wanted = Sought(everybody=True) if sought is None else sought
    taken = take_list(desk.node, case, category, form, wanted, desk.asker)
    with out.open("xb") as file:
        for piece in taken.pieces:
            file.write(piece)
    desk.put({"file": out.name, "rows": taken.rows}, ("file", "rows"), [(out.name, taken.rows)])


def _put(desk: Desk, found: tuple[SavedFilter, ...]) -> None:
    from samvar.focus.rare_disease.model.sought import words_of

    value = [
        {"id": each.id, "name": each.name, "category": each.category,
         "asks": words_of(each.sought), "owner": each.owner, "locked": each.locked,
         "at": each.at, "retired": each.retired}
        for each in found
    ]  # fmt: skip
    rows = [
        (each.id, each.name, each.category,
         " ".join(f"{n}={v}" for n, v in words_of(each.sought).items()), each.owner,
         each.locked or "", "" if each.retired is None else each.retired.date().isoformat())
        for each in found
    ]  # fmt: skip
    desk.put({"filters": value}, ("id", "name", "list", "asks", "owner", "locked", "retired"), rows)
