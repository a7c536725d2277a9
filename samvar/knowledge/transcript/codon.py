"""Genetic codes as tables: the nuclear one and that of human mitochondria.

Source: NCBI, The Genetic Codes, tables 1 and 2 (vertebrate mitochondrial).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

LETTERS = "ACGT"
"""A base's number is its place here; 4 is any other letter. 3 - number is its complement."""
OTHER = 4

# NCBI writes codons in the order T, C, A, G of each base.
_NUCLEAR = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_MITOCHONDRIAL = "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG"
_ORDER = "TCAG"

STOP, UNKNOWN, SELENOCYSTEINE = ord("*"), ord("X"), ord("U")


def _table(code: str) -> npt.NDArray[np.uint8]:
    """Amino acid letter of each codon, by 16 a + 4 b + c of its bases' numbers."""
    known = [
        ord(code[16 * _ORDER.index(a) + 4 * _ORDER.index(b) + _ORDER.index(c)])
        for a in LETTERS
        for b in LETTERS
        for c in LETTERS
    ]
    return np.array([*known, UNKNOWN], dtype=np.uint8)


NO_CODON = 64
"""Number of a codon of which a base is none; its amino acid is X."""

CODES: npt.NDArray[np.uint8] = np.stack([_table(_NUCLEAR), _table(_MITOCHONDRIAL)])
"""(2, 65): the nuclear code, then the mitochondrial one."""

NUMBER: npt.NDArray[np.uint8] = np.full(256, OTHER, dtype=np.uint8)
"""A letter's number, upper or lower case; `OTHER` for whatever is no base."""
for _number, _letter in enumerate(LETTERS):
    NUMBER[ord(_letter)] = NUMBER[ord(_letter.lower())] = _number

THREE: dict[str, str] = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly",
    "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser",
    "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", "U": "Sec", "*": "Ter", "X": "Xaa",
}  # fmt: skip
"""Amino acids in HGVS' letters."""


def translate(bases: str, *, mitochondrial: bool = False) -> str:
    """The protein of whole codons; a codon with another letter is X, bases left over are dropped.

    >>> translate("ATGTGATAANAAGG"), translate("ATATGA", mitochondrial=True)
    ('M**X', 'MW')
    """
    code = CODES[int(mitochondrial)]
    numbers = NUMBER[np.frombuffer(bases.encode("ascii"), dtype=np.uint8)]
    codons = numbers[: len(bases) // 3 * 3].reshape(-1, 3).astype(np.int64)
    known = (codons < OTHER).all(axis=1)
    index = np.where(known, codons @ np.array([16, 4, 1]), NO_CODON)
    letters: bytes = code[index].tobytes()
    return letters.decode("ascii")
