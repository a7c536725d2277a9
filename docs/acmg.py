"""The reference page of ACMG/AMP: criteria, rules of panels, items for copies, and facts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from enum import Enum
from typing import Any

import msgspec

from samvar.focus.rare_disease.model import copy_number, facts
from samvar.focus.rare_disease.model.verdict import usual_strength
from samvar.focus.rare_disease.rules.acmg.criteria import CRITERIA
from samvar.focus.rare_disease.rules.acmg.shelf import shipped
from samvar.focus.rare_disease.rules.riggs.metric import ITEMS


def page() -> str:
    """The 28 criteria, what expert panels say of their genes, and the fields of facts."""

    lines = [
        "# ACMG/AMP: criteria, rules and facts\n",
        "What `samvar rare classify` and `samvar rare copies` go by; how they are used stands on",
        "[the page of the area](../areas/rare-disease-acmg.md).\n",
        "## The 28 criteria\n",
        "| code | usual strength | it says | source |",
        "| --- | --- | --- | --- |",
    ]
    for code, each in CRITERIA.items():
        weight = usual_strength(code).value.replace("_", " ")
        lines.append(f"| {code} | {weight} | {each.text} | {each.source} |")
    lines += [
        "\n## Rules of expert panels\n",
        "| rules | genes | criteria |",
        "| --- | --- | --- |",
    ]
    for rules in shipped():
        passed_on = f", if {rules.inheritance.value}" if rules.inheritance else ""
        genes = ", ".join(rules.genes).replace("*", "every gene")
        lines.append(f"| {rules.title} | {genes}{passed_on} | {', '.join(rules.criteria)} |")
    for change, items in ITEMS.items():
        lines.append(f"\n## Items of a {change.value} of copies\n")
        lines += ["| item | it says | score | at most |", "| --- | --- | --- | --- |"]
        for code, item in items.items():
            own = f"{item.low / 100:.2f} to {item.high / 100:.2f}"
            score = own if item.usual is None else f"{item.usual / 100:.2f}"
            lines.append(f"| {code} | {item.text} | {score} | {item.most / 100:.2f} |")
    for kind, title in ((facts.Facts, "a variant"), (copy_number.CopyFacts, "a copy number")):
        lines += [f"\n## Facts of {title}\n", *_structs(kind)]
    return "\n".join(lines) + "\n"


def _structs(kind: type) -> Iterator[str]:
    """A struct and what its fields are made of, each with its docstring and fields."""
    found, told = [kind], set()
    while found:
        here = found.pop(0)
        if here in told:
            continue
        told.add(here)
        yield f"### {here.__name__}\n"
        yield textwrap.dedent(f"    {(here.__doc__ or '').partition('>>>')[0]}").strip() + "\n"
        if issubclass(here, Enum):
            continue
        yield "| field | values |\n| --- | --- |"
        for field in msgspec.inspect.type_info(here).fields:  # type: ignore[attr-defined]
            inner: list[type] = []
            values = ", ".join(_values(field.type, inner))
            found += inner
            yield f"| `{field.name}`{' (needed)' if field.required else ''} | {values} |"
        yield ""


def _values(kind: Any, inner: list[type]) -> Iterator[str]:
    """What a field may hold, in words; structs that it holds are added to `inner`."""
    if hasattr(kind, "types"):
        yield from (text for each in kind.types for text in _values(each, inner))
    elif isinstance(kind, msgspec.inspect.EnumType):
        inner.append(kind.cls)
        yield from (f"`{each.value}`" for each in kind.cls)
    elif isinstance(kind, msgspec.inspect.StructType):
        inner.append(kind.cls)
        yield kind.cls.__name__
    elif hasattr(kind, "item_types"):
        yield "[" + ", ".join(t for e in kind.item_types for t in _values(e, inner)) + "]"
    elif hasattr(kind, "item_type"):
        yield from (f"list of {text}" for text in _values(kind.item_type, inner))
    elif isinstance(kind, msgspec.inspect.DictType):
        yield from (f"{text} by name" for text in _values(kind.value_type, inner))
    elif hasattr(kind, "ge"):
        limits = [f"{name} {getattr(kind, key)}" for key, name in (("ge", "from"), ("le", "to"))
                  if getattr(kind, key) is not None]  # fmt: skip
        yield " ".join(["number", *limits])
    else:
        names = {"StrType": "text", "BoolType": "true or false", "FloatType": "number"}
        yield names.get(type(kind).__name__, type(kind).__name__.removesuffix("Type").lower())
