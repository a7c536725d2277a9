"""samvar in a notebook: a network that is asked as one person with one purpose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from samvar.formats.replacing import replacing
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.model.errors import NotFound, NotSignedIn
from samvar.model.genome import Assembly
from samvar.network.merge import NationalAnswer
from samvar.node.annotate import Annotated, AnnotateRequest, annotate
from samvar.node.annotate.kin import SAME
from samvar.node.annotate.output import form_of
from samvar.node.cohort import Answer, ask_cohort
from samvar.node.node import Node
from samvar.node.place import place_of
from samvar.node.query import query
from samvar.node.site import Site
from samvar.store.cohort.question import Question


@dataclass(frozen=True, slots=True)
class Handle:
    """An open network. Use as a context, or `close` it.

    Every question takes the same way as on the web: policy decides, the audit log remembers.
    """

    site: Site
    node: Node
    asker: Asker

    def __getattr__(self, name: str) -> Any:
        """What an area gives in a notebook, such as `rare`: of this node, as this person."""
        if not name.startswith("_") and name not in Handle.__slots__:
            for area in self.node.areas:
                if name in area.notebook:
                    return area.notebook[name](self.node, self.asker)
        raise AttributeError(f"an open network has no '{name}'")

    def acting(self, persona: str, purpose: str | None = None, permit: str | None = None) -> Handle:
        """The same network, asked by somebody else or for something else.

        Raises:
            NotSignedIn: there is no such persona. UsageError: no such purpose.
        """
        user = PERSONAS.get(persona)
        if user is None:
            raise NotSignedIn(
                f"there is no persona '{persona[:40]}'", remedy=f"use {', '.join(PERSONAS)}"
            )
        asker = Asker.of(user, permit)
        if purpose is not None:
            asker = replace(asker, purpose=Purpose.parse(purpose))
        return replace(self, asker=asker)

    def ask(
        self, operation: str, deadline_s: float | None = None, *, masked: bool = False, **args: Any
    ) -> NationalAnswer:
        """Put a question to the nation; see the page on operations for names and arguments.

        masked: nobody, not even this node, learns a single centre's part; sums only.
        """
        wait = self.node.config.deadline_s if deadline_s is None else deadline_s
        return self.site.network(self.node.id).ask_now(
            operation, args, self.asker, wait, masked=masked
        )

    def frequency(self, *variants: str, assembly: str = "GRCh38") -> NationalAnswer:
        """How often each variant is seen in the country, and where nobody could look."""
        named = Assembly.parse(assembly).value
        return self.ask("variant_frequency", assembly=named, variants=variants)

    def query(self, sql: str) -> pa.Table:
        """One SELECT over this node's own rows, as far as consent leaves them open."""
        found = query(self.node, sql, self.asker)
        self.site.spread(self.node.id)
        return found

    def cohort(self, question: Question, engine: str = "duckdb") -> Answer:
        """A question to the genomes of this node's people; see `store.cohort.question`."""
        found = ask_cohort(self.node, question, self.asker, engine)
        self.site.spread(self.node.id)
        return found

    def annotate(
        self,
        file: str | Path,
        out: str | Path,
        *,
        assembly: str = "",
        assert_normalised: bool = False,
        fields: str = "",
        family: str = SAME,
        transcripts: str = "",
    ) -> Annotated:
        """Write a VCF with the country's frequencies, and this node's own; says what was done.

        out: its ending says the form: .vcf, .vcf.gz, .bcf or .parquet. family: `same`, `none`, or
        the path of a PED file. transcripts: a release of them, or a GFF3 file, to say what alleles
        do. Others as of `samvar annotate`.

        Raises: as `samvar.node.annotate.annotate`.
        """
        request = AnnotateRequest(
            Path(file), assembly, assert_normalised, fields, family, transcripts=transcripts
        )
        form = form_of(str(out))
        with replacing(Path(out)) as part:
            return annotate(self.node, self.site.releases, request, self.asker, part, form)

    def close(self) -> None:
        """Let go of all nodes."""
        self.site.close()

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_handle(
    target: str | Path = "demo",
    *,
    persona: str = "bioinformatician",
    purpose: str | None = None,
    permit: str | None = None,
    node: str | None = None,
) -> Handle:
    """Open the demo, a node's folder, or a folder of nodes.

    node: at which node the person sits; by default the person's own centre.

    Raises:
        NotFound: no node there. NotSignedIn: no such persona.
    """
    site = Site.open(place_of(target))
    try:
        first = next(iter(site.nodes.values()))
        handle = Handle(site, first, Asker.of(PERSONAS["patient"])).acting(persona, purpose, permit)
        wanted = node or handle.asker.user.centre
        if node is not None and node not in site.nodes:
            raise NotFound(f"'{node[:40]}' does not run here")
        return replace(handle, node=site.nodes.get(wanted or "", first))
    except BaseException:
        site.close()
        raise
