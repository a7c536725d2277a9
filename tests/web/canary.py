"""Known personal data in a site under garbage, and an ear for all that the site gives out.

Planted at one node: a name, a personal number, a genotype that one patient alone has; every session
and every person's own token is one more. They are sent as garbage too: in queries, forms and paths.
What is heard is sorted by where it came out, for each place has its own rule.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Text, cast, select

from samvar.focus.pharmacogenomics.model import Occasion
from samvar.focus.pharmacogenomics.service.order import NewOrder, place_order
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.load import LoadRequest
from samvar.node.intake import load
from samvar.node.site import Site
from samvar.store.records.tables import audit
from samvar.web.security import SESSION_COOKIE
from tests.web.visitor import Reader

HERE = "skane"
NAME = "Kanarie-Svensson"
NUMBER = "19640823-3234"
INSERTION = "GGATTACAGATTACACATTAGACCA"
GENOTYPE = f"10-94790000-G-{INSERTION}"
NUMBERS = (NUMBER, NUMBER.replace("-", ""), NUMBER[2:], NUMBER[2:].replace("-", ""))
PERSONAL = {"name": (NAME,), "number": NUMBERS, "genotype": (INSERTION,)}
SENT = (NAME, *NUMBERS[:2], GENOTYPE)
_VCF = f"""##fileformat=VCFv4.2
##contig=<ID=10,length=133797422>
##FILTER=<ID=PASS,Description="All filters passed">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{NAME}\t{NUMBER}
10\t94790000\t.\tG\t{INSERTION}\t.\tPASS\t.\tGT\t0/1\t0/0
"""
_PROBLEM = 'class="problem-status"'
_ADDRESSED = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-push-url")


def plant(site: Site, folder: Path) -> None:
    """Two patients with a genome and an order each: one by name, one by number."""
    node = site.nodes[HERE]
    path = folder / "canaries.vcf"
    path.write_text(_VCF)
    request = LoadRequest(
        dataset="canaries", files=(str(path),), assembly="GRCh38", assert_normalised=True,
        assay="sites",
    )  # fmt: skip
    load(node, request, Asker.of(PERSONAS["bioinformatician"].at(HERE)))
    for patient in (NAME, NUMBER):
        order = NewOrder(patient, "12", (Occasion("codeine"),))
        place_order(node, order, Asker.of(PERSONAS["pharmacist"].at(HERE)))


@dataclass
class Ear:
    """Everything that came out of a site, by place: errors, addresses, pages, logs.

    Each piece is kept with what its own request said, for an answer may repeat to somebody what
    they have just written; a log, an error and a link may not.
    """

    heard: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    tokens: set[str] = field(default_factory=set)

    def hear(self, asked: str, status: int, headers: Mapping[str, Any], raw: bytes) -> None:
        """One answer. asked: the request, as text."""
        body = raw.decode("utf-8", "replace")
        told = {name.lower(): _several(value) for name, value in headers.items()}
        for cookie in told.pop("set-cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            if name == SESSION_COOKIE and len(value) > 20:
                self.tokens.add(value.strip('"'))
        # A form that comes back with what is wrong with it holds what its writer wrote.
        form = "html" in " ".join(told.get("content-type", [])) and _PROBLEM not in body
        place = "errors" if status >= 400 and not form else "pages"
        self._note(place, asked, f"{body} {told}")
        for address in (*told.get("location", []), *_addresses(body, told)):
            self._note("addresses", asked, address)

    def _note(self, place: str, asked: str, said: str) -> None:
        self.heard[place].append((_plain(asked), _plain(said)))

    def log(self, said: str) -> None:
        """A line that went to a log or a terminal."""
        self._note("logs", "", said)

    def found(self, place: str, words: tuple[str, ...], *, unasked: bool = False) -> list[str]:
        """The pieces of a place that hold one of these words.

        unasked: only where the request did not say it first.
        """
        return [
            f"{asked[:200]} -> ...{said[max(0, said.index(word) - 150) :][: 300 + len(word)]}..."
            for asked, said in self.heard[place]
            for word in words
            if word in said and not (unasked and word in asked)
        ]

    @contextlib.contextmanager
    def on_logs(self) -> Iterator[None]:
        """While it lasts, what is logged or printed is heard."""
        root, ear, printed = logging.getLogger(), _Handler(self), io.StringIO()
        root.addHandler(ear)
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                yield
        finally:
            root.removeHandler(ear)
            self.log(printed.getvalue())


class _Handler(logging.Handler):
    def __init__(self, ear: Ear) -> None:
        super().__init__(logging.DEBUG)
        self._ear = ear
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._ear.log(self.format(record))


def proofs_of(site: Site) -> set[str]:
    """The signatures of all tokens that the site made of its people."""
    made = site.vouching._made.values()
    return {proof.token.rpartition(".")[2] for _, proof in made}


def entries_of(site: Site) -> str:
    """Every column of every audit entry of every node."""
    rows = list[str]()
    for node in site.nodes.values():
        with node.records.read() as tx:
            columns = (cast(column, Text) for column in audit.columns)
            rows += [repr(tuple(row)) for row in tx.connection.execute(select(*columns))]
    return "\n".join(rows)


def _several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value]


def _plain(text: str) -> str:
    """Without the dresses in which a word travels: URL, HTML and JSON."""
    return unescape(unquote(text.replace("+", " "))).replace("\\/", "/")


def _addresses(body: str, told: Mapping[str, list[str]]) -> list[str]:
    kind = " ".join(told.get("content-type", []))
    if "html" in kind:
        tags = Reader(body).tags
        return [value for _, given in tags for name in _ADDRESSED if (value := given.get(name))]
    if "json" in kind:
        with contextlib.suppress(ValueError):
            return [one for one in _texts(json.loads(body)) if re.match(r"https?://|/\w", one)]
    return []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
