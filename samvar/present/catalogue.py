"""The catalogue of messages: found in the source, kept in a .po for each language.

`python -m samvar.present.catalogue` rewrites the .po files from the source: new messages
come in empty, old ones go. A test fails while one is untranslated or the file is behind.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from samvar.present.language import LANGUAGES, LOCALES

PACKAGE = Path(__file__).parents[1]
_KEYWORDS = {"N_": None, "_": None, "text": None, "t": None, "count": (1, 2)}
_ROOMS = ("present", "web", "govern", "network", "node", "focus", "support")
_WIDTH = 100


def messages() -> Catalog:
    """Every marked message of the pages and the presentation, without translations."""
    catalog = Catalog(fuzzy=False)
    for path in _sources():
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"encoding": "utf-8", "trimmed": "true", "silent": "false"}
        with path.open("rb") as file:
            found = extract(method, file, keywords=_KEYWORDS, options=options)
            for line, message, comments, _ in found:
                place = (path.relative_to(PACKAGE).as_posix(), line)
                catalog.add(message, locations=[place], auto_comments=comments)
    return catalog


def update(code: str) -> str:
    """The text of a language's .po after the source's messages: none lost that is still used."""
    path = LOCALES / code / "LC_MESSAGES" / "samvar.po"
    known = Catalog(locale=code, domain="samvar", project="samvar", fuzzy=False)
    if path.is_file():
        with path.open("rb") as file:
            known = read_po(file, locale=code)
    found = messages()
    fresh = Catalog(locale=code, domain="samvar", project="samvar", fuzzy=False)
    fresh.header_comment = f"# Messages of samvar, {LANGUAGES[code]}."
    for message in found:
        if not message.id:
            continue
        before = known.get(message.id)
        fresh.add(
            message.id,
            before.string if before is not None else None,
            locations=[(name, 0) for name, _ in message.locations],
            flags=message.flags,
        )
    return _text(fresh)


def _text(catalog: Catalog) -> str:
    out = io.BytesIO()
    write_po(out, catalog, width=_WIDTH, sort_output=True, omit_header=False, include_lineno=False)
    lines = out.getvalue().decode().splitlines()
    dated = (
        "POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator",
        "Report-Msgid-Bugs-To", "Language-Team",
    )  # fmt: skip
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in dated))]
    return "\n".join(kept) + "\n"


def _sources() -> Iterator[Path]:
    for room in _ROOMS:
        folder = PACKAGE / room
        for pattern in ("*.py", "*.html"):
            yield from sorted(folder.rglob(pattern))


def main() -> int:
    """Rewrite the .po of every language but English, whose messages are the ids."""
    for code in LANGUAGES:
        if code != "en":
            path = LOCALES / code / "LC_MESSAGES" / "samvar.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = update(code)
            path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
