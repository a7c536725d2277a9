"""`samvar rare read`: the reading of a case, by two who do not know of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from samvar.focus.rare_disease.commands.group import rare
from samvar.present.command import (
    Command,
    Desk,
    acting,
    dry_run_option,
    examples,
    pass_desk,
)

if TYPE_CHECKING:
    from samvar.focus.rare_disease.model.reading import ReadingStep
    from samvar.focus.rare_disease.service.reading_seen import SeenReading

_RARE = "samvar rare"
_OUTCOMES = ("solved", "possible", "unsolved")
_ACTS = (
    "begin", "conclude", "reopen", "leave", "adjudicate", "confirm", "decline", "anew",
)  # fmt: skip
_BASES = ("first", "second", "mine")


@examples(
    f"{_RARE} read 643594 --as geneticist",
    f"{_RARE} read 643594 --do begin --as geneticist",
    f"{_RARE} read 643594 --do conclude --outcome unsolved --text 'nothing fits' --as geneticist",
    f"{_RARE} read 643594 --do confirm --number 12 --as second-reader",
)
@rare.command(cls=Command)
@click.argument("case", metavar="CASE")
@click.option("--do", "what", type=click.Choice(_ACTS), help="What you do. [default: look]")
@click.option("--outcome", type=click.Choice(_OUTCOMES), help="Of --do conclude or adjudicate.")
@click.option("--base", type=click.Choice(_BASES), help="Whose findings, of --do adjudicate.")
@click.option("--number", type=int, help="Of what waits, as shown: of --do confirm or decline.")
@click.option("--text", default="", help="Your conclusion, or the reason of another act.")
@dry_run_option
@acting
@pass_desk
def read(
    desk: Desk,
    case: str,
    what: str | None,
    outcome: str | None,
    base: str | None,
    number: int | None,
    text: str,
) -> None:
    """Show the reading of a case, or take part in it.

    The findings of a conclusion are your own classes of its variants, given by 'samvar rare class'.
    Two who do not agree come to it together: one writes it down, and it stands once the other has
    confirmed it by their own sign-in.
    """
    from samvar.focus.rare_disease.model.reading import Outcome
    from samvar.focus.rare_disease.service.about import permit_of
    from samvar.focus.rare_disease.service.case import find_case
    from samvar.focus.rare_disease.service.read import (
        Base,
        adjudicate,
        begin,
        conclude,
        confirm,
        decline,
        leave,
        read_anew,
        reopen,
    )
    from samvar.focus.rare_disease.service.reading_seen import see_reading
    from samvar.model.errors import UsageError

    node, asker = desk.node, desk.asker
    if (what in ("conclude", "adjudicate")) is not (outcome is not None):
        raise UsageError("--outcome goes with --do conclude and --do adjudicate")
    if (what == "adjudicate") is not (base is not None):
        raise UsageError("--base goes with --do adjudicate")
    if (what in ("confirm", "decline")) is not (number is not None):
        raise UsageError("--number goes with --do confirm and --do decline")
    if what is not None and desk.dry_run:
        permit_of(node, asker, "answer:referral", f"rehearse-{what}", find_case(node, case))
        desk.say("nothing is written; this is how it stands")
    elif what == "conclude":
        conclude(node, case, asker, Outcome(outcome), text)
    elif what == "adjudicate":
        now = see_reading(node, case, asker).now
        other = next((each for each in now.readers if each != asker.user.account), "")
        adjudicate(node, case, asker, Outcome(outcome), text, Base(base), other)
    elif what == "confirm":
        confirm(node, case, asker, number or 0)
    elif what == "decline":
        decline(node, case, asker, number or 0, text)
    elif what == "begin":
        begin(node, case, asker)
    elif what is not None:
        {"reopen": reopen, "leave": leave, "anew": read_anew}[what](node, case, asker, text)
    seen = see_reading(node, case, asker)
    desk.put(as_data(seen), ("what", "who", "says"), _rows(seen))


def as_data(seen: SeenReading) -> dict[str, Any]:
    """The JSON value that is promised to readers."""
    now = seen.now
    return {
        "round": now.number,
        "two_required": now.required,
        "blind": now.blind,
        "unsettled": [each.value for each in now.unsettled],
        "readers": [
            {
                "reader": each,
                "concluded": each in now.concluded,
                "outcome": made.outcome.value if (made := _made(seen, each)) else None,
                "text": made.text if made else None,
                "findings": [_finding(one) for one in made.findings] if made else None,
            }
            for each in now.readers
        ],
        "your_classes": [_finding(each) for each in seen.weighed],
        "compared": [
            {"variant": each.variant, "agree": each.agree, "apart": each.apart,
             "points": each.points, "across": each.across}
            for each in seen.compared
        ],
        "adjudication": _adjudication(now.written, now.confirmed),
        "settled": now.settled.outcome.value if now.settled is not None else None,
    }  # fmt: skip


def _adjudication(step: ReadingStep | None, word: ReadingStep | None) -> dict[str, Any] | None:
    """What one wrote down for both. awaits: whose confirmation; None once it stands."""
    if step is None or step.said.conclusion is None:
        return None
    made = step.said.conclusion
    return {
        "number": step.number,
        "by": step.reader,
        "outcome": made.outcome.value,
        "text": made.text,
        "findings": [_finding(each) for each in made.findings],
        "awaits": (step.said.awaits or None) if word is None else None,
        "confirmed_by": None if word is None else word.reader,
    }


def _made(seen: SeenReading, reader: str) -> Any:
    step = seen.now.concluded.get(reader)
    return None if step is None else step.said.conclusion


def _finding(each: Any) -> dict[str, Any]:
    return {
        "list": each.category,
        "variant": each.variant,
        "gene": each.gene or None,
        "class": each.classed.value,
        "condition": each.condition or None,
        "zygosity": each.zygosity,
        "labels": list(each.labels),
    }


def _rows(seen: SeenReading) -> list[tuple[str, str, str]]:
    now = seen.now
    found = [("round", str(now.number), "two read it" if now.required else "one is enough")]
    for number, each in enumerate(now.readers, 1):
        made = _made(seen, each)
        said = "reads" if each not in now.concluded else "concluded"
        found.append((f"reader {number}", each, made.outcome.value if made else said))
        for one in made.findings if made else ():
            found.append(("finding", one.variant, f"{one.classed.text}, {one.condition or '-'}"))
    for one in seen.compared:
        apart = "no class of one" if one.apart is None else f"{one.apart} classes apart"
        found.append(("compared", one.variant, "agree" if one.agree else apart))
    if now.pending is not None and now.pending.said.conclusion is not None:
        waits, made = now.pending, now.pending.said.conclusion
        told = f"number {waits.number}, waits for {waits.said.awaits}"
        found += [("together", waits.reader, told), ("together", made.outcome.value, made.text)]
        found += [("together", one.variant, one.classed.text) for one in made.findings]
    found += [("not settled", "", each.value.replace("_", " ")) for each in now.unsettled]
    return found
