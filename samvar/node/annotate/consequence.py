"""What alleles do to transcripts, beside how often they are seen: the field CSQ."""

from __future__ import annotations

import numpy as np

import samvar
from samvar.formats.vcf import kernel
from samvar.formats.vcf.passing import Passing, PassingFile
from samvar.formats.vcf.rewrite import Items
from samvar.formats.vcf.write import InfoField
from samvar.knowledge.transcript import text_kernel
from samvar.knowledge.transcript.call import REACH_BP, Caller
from samvar.knowledge.transcript.release import TranscriptRelease
from samvar.knowledge.transcript.text import FIELDS, EntryWriter
from samvar.model.bases import Bases
from samvar.model.errors import BadFile, BadInput, UnknownAssembly, Where

KEY = "CSQ"


class Consequences:
    """Writes the entries of a file's alleles, by one release of transcripts and a reference."""

    def __init__(
        self, file: PassingFile, release: TranscriptRelease, reach_bp: int | None = None
    ) -> None:
        """reach_bp: how far upstream and downstream reach; None for as far as in VEP.

        Raises:
            BadInput: no reference is at hand; nothing is guessed without one.
            BadFile: the file has consequences already.
            UnknownAssembly: the transcripts are of another assembly.
        """
        if any(line.startswith(f"##INFO=<ID={KEY},".encode()) for line in file.head):
            raise BadFile(
                f"the file has consequences already, in {KEY}",
                where=Where(file.name),
                remedy=f"take them out first, for example by 'bcftools annotate -x INFO/{KEY}'",
            )
        if release.transcripts.assembly is not file.assembly:
            raise UnknownAssembly(
                f"the file is of {file.assembly.value}, the transcripts are of "
                f"{release.transcripts.assembly.value}",
                where=Where(file.name),
                remedy="annotate with transcripts of the file's assembly",
            )
        if file.reference is None:
            raise BadInput(
                "consequences need the reference genome, and none is mounted",
                where=Where(file.name),
                remedy="give --reference, or mount it on the node",
            )
        self._release = release
        reach = REACH_BP if reach_bp is None else reach_bp
        self._writer = EntryWriter(Caller(release.transcripts, file.reference, reach_bp=reach))

    @property
    def field(self) -> tuple[str, InfoField]:
        """The key and its declaration, in the words by which readers of VEP's find the fields."""
        layout = "|".join(FIELDS)
        said = f"Consequence annotations from samvar {samvar.__version__}. Format: {layout}"
        return KEY, InfoField(".", "String", said)

    @property
    def said(self) -> tuple[str, str]:
        """The release of transcripts, and the reference."""
        head = self._release.head
        reference = self._writer.caller.reference
        return "samvar_annotate_consequence", (
            f'<ID={KEY},Transcripts="{head.name}",Date={head.date or "."},'
            f"Digest={head.digest},Assembly={head.assembly},"
            f'Reference="{reference.name}",ReachBp={self._writer.caller.reach_bp}>'
        )

    def of(self, piece: Passing) -> Items:
        """The entries of all alternatives of a piece's lines; nothing for what is no sequence."""
        block, own = piece.block, piece.own
        rows = block.rows[own]
        aligned = piece.aligned
        pairs = self._writer.caller.pairs(piece.contig, aligned.position, aligned.ref, aligned.alt)
        entries = self._writer.write(
            pairs, aligned.position, aligned.ref, aligned.alt, _names(piece), rows[:, kernel.NUMBER]
        )
        sizes = np.zeros(len(block.rows), dtype=np.int64)
        sizes[own] = np.diff(entries.edges)
        edges = np.zeros(len(sizes) + 1, dtype=np.int64)
        np.cumsum(sizes, out=edges[1:])
        return Items(entries.letters, edges)


def _names(piece: Passing) -> Bases:
    """What VEP calls each allele: as its record writes it, less a first base that all share."""
    rows = piece.block.rows[piece.own]
    table = piece.block.table[rows[:, kernel.LINE]]
    alleles = np.ascontiguousarray(rows[:, [kernel.LINE, kernel.FROM, kernel.TO]])
    references = np.ascontiguousarray(table[:, [kernel.REF0, kernel.REF1]])
    room = int((alleles[:, 2] - alleles[:, 1] + 1).sum(dtype=np.int64))
    out = np.empty(room, dtype=np.uint8)
    edges = np.empty(len(rows) + 1, dtype=np.int32)
    text_kernel.write_names(piece.block.text, alleles, references, out, edges)
    return Bases(out[: edges[-1]], edges)
