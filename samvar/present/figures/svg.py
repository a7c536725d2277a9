"""SVG as text: elements with escaped attributes, so that no value can become markup."""

from __future__ import annotations

from html import escape

Attribute = str | int | float | None


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """One element; `class_` and `aria_label` lose the underscore, None leaves an attribute out.

    Children are markup already: text goes through `words`.

    >>> element("rect", x=1, width=2.50, class_="f-tile")
    '<rect x="1" width="2.5" class="f-tile"/>'
    >>> element("text", words("a < b"), x=0)
    '<text x="0">a &lt; b</text>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def words(text: str) -> str:
    """Text as it may stand between tags."""
    return escape(text, quote=False)


def drawing(
    *children: str,
    width: float,
    height: float,
    title: str,
    description: str,
    key: str,
    has_links: bool = False,
) -> str:
    """The outer element, named and described for those who do not see it.

    key: unique on the page; the ids of title and description are made from it.
    has_links: a drawing with links is a group of them, one without is a single image.
    """
    return element(
        "svg",
        element("title", words(title), id=f"{key}-title"),
        element("desc", words(description), id=f"{key}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        class_="figure",
        role="group" if has_links else "img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def _value(value: Attribute) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escape(str(value))
