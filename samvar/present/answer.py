"""A national answer as plain data and as table rows; a hidden number is null, never -1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from samvar.model.genome import Assembly
from samvar.network.kind import Keys, Kind, Sum
from samvar.network.merge import NationalAnswer
from samvar.present.printed import Cell
from samvar.store.variants.key import short_alleles, variant_of

Numbers = list[int | float | None]


def plain(answer: NationalAnswer, args: Any, kind: Kind) -> dict[str, Any]:
    """The whole answer: value, coverage, bounds, who is missing, receipts, regional parts."""
    bounds = answer.bounds
    return {
        "operation": answer.operation,
        "version": answer.version,
        "asked": {
            k: v for k, v in msgspec.structs.asdict(args).items() if not isinstance(v, bytes)
        },
        "state": answer.state,
        "value": _value(answer.value, answer.hidden, args),
        "frequency": _frequency(answer, kind),
        "coverage": answer.coverage,
        "bounds": bounds
        and {
            "lower": _value(bounds.lower, answer.hidden, args),
            "upper": bounds.upper and _value(bounds.upper, answer.hidden, args),
            "af_lower": _numbers(bounds.af_lower),
            "af_upper": _numbers(bounds.af_upper),
        },
        "missing": answer.missing,
        "parts": [
            {
                "node": part.node,
                "state": part.state,
                "value": _value(part.value, part.hidden, args),
                "individuals": part.individuals,
                "epoch": part.epoch,
                "receipt": part.receipt,
                "took_ms": part.took_ms,
            }
            for part in answer.parts
        ],
        "stale": [
            {"node": s.node, "epoch": s.epoch, "at": s.at, "value": _value(s.value, {}, args)}
            for s in answer.stale
        ],
        "deduplicated": answer.deduplicated,
        "asked_at": answer.asked_at,
        "took_ms": answer.took_ms,
    }


def rows(
    answer: NationalAnswer, args: Any, kind: Kind
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Columns and rows of the answer's value; a sum has one row per variant and stratum."""
    value = _value(answer.value, answer.hidden, args)
    if value is None:
        return ("state",), [(answer.state,)]
    if isinstance(value, dict):
        named = kind.names(args) if isinstance(kind, Sum) else {}
        return _sum_rows(_with_frequency(value, answer, kind), args, named)
    if value and isinstance(value[0], str):
        return ("variant",), [(text,) for text in value]
    records = [msgspec.to_builtins(row) for row in value]
    columns = tuple(records[0]) if records else ("node",)
    return columns, [tuple(_cell(record[c]) for c in columns) for record in records]


def _frequency(answer: NationalAnswer, kind: Kind) -> Numbers | None:
    """Numerator by denominator, 0 to 1; null where nobody could be seen, or it is hidden."""
    if not isinstance(kind, Sum) or kind.frequency is None or answer.value is None:
        return None
    shown = {c: _numbers(answer.value[c], answer.hidden.get(c)) or [] for c in kind.frequency}
    pairs = zip(*(shown[column] for column in kind.frequency), strict=True)
    return [None if ac is None or not an else ac / an for ac, an in pairs]


def _with_frequency(
    value: Mapping[str, Numbers], answer: NationalAnswer, kind: Kind
) -> dict[str, Numbers]:
    """The columns, with the frequency and, where a node is silent, its bounds."""
    frequency = _frequency(answer, kind)
    if frequency is None:
        return dict(value)
    found = {**value, "af": [None if n is None else round(n, 6) for n in frequency]}
    if answer.bounds is not None and not answer.coverage.complete:
        for name in ("af_lower", "af_upper"):
            ends = _numbers(getattr(answer.bounds, name)) or []
            found[name] = [None if n is None else round(n, 6) for n in ends]
    return found


def _sum_rows(
    value: Mapping[str, Numbers], args: Any, named: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """One row for each thing counted and stratum.

    Columns of one number stand for all variants together: they get a row of their own. Where
    columns count different things, those that a row is not about are empty.
    """
    if named:
        return _named_rows(value, ("all", *getattr(args, "labels", ())), named)
    names = tuple(getattr(args, "variants", ())) or ("all",)
    labels = ("all", *getattr(args, "labels", ()))
    each = {c: v for c, v in value.items() if len(v) == len(names) * len(labels)}
    once = {c: v for c, v in value.items() if c not in each}
    columns = ("variant", "people", *each, *once)
    found: list[tuple[Cell, ...]] = []
    for stratum, label in enumerate(labels):
        for index, name in enumerate(names):
            at = stratum * len(names) + index
            found.append((name, label, *(v[at] for v in each.values()), *(None for _ in once)))
    if once:
        found.append(("any", "all", *(None for _ in each), *(v[0] for v in once.values())))
    return columns, found


def _named_rows(
    value: Mapping[str, Numbers], labels: tuple[str, ...], named: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    widths = {c: len(v) // len(labels) for c, v in value.items()}
    of = {c: named.get(c) or _like(c, widths, named) for c in value}
    found: list[tuple[Cell, ...]] = []
    for names in dict.fromkeys(of.values()):
        for stratum, label in enumerate(labels):
            for at, name in enumerate(names):
                place = stratum * len(names) + at
                cells = (value[c][place] if of[c] == names else None for c in value)
                found.append((name, label, *cells))
    return ("of", "people", *value), found


def _like(
    column: str, widths: Mapping[str, int], named: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """A column without names of its own, such as a frequency, goes with one as long."""
    same = (names for names in named.values() if len(names) == widths[column])
    return next(same, tuple(str(n) for n in range(widths[column])))


def _value(value: Any, hidden: Mapping[str, Any], args: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Keys):
        return _variants(value, Assembly(args.assembly))
    if isinstance(value, Mapping) and all(isinstance(v, np.ndarray) for v in value.values()):
        return {column: _numbers(vector, hidden.get(column)) for column, vector in value.items()}
    return list(value.values()) if isinstance(value, Mapping) else list(value)


def _numbers(vector: Any, hidden: Any = None) -> Numbers | None:
    if vector is None:
        return None
    numbers: Numbers = [None if n != n else n for n in vector.tolist()]  # noqa: PLR0124 - NaN
    if hidden is None:
        return numbers
    return [None if mask else n for n, mask in zip(numbers, hidden.tolist(), strict=True)]


def _variants(keys: Keys, assembly: Assembly) -> list[str]:
    """The keys in words, in the order of the genome, long alleles at the end."""
    short = [
        str(variant_of(assembly, key, short_alleles(key & (1 << 31) - 1)))
        for key in keys.short.tolist()
    ]
    return [*short, *sorted(keys.long)]


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return "; ".join(f"{k} {_cell(v)}" for k, v in value.items() if v)
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value)
    return value if value is None or isinstance(value, int | float) else str(value)
