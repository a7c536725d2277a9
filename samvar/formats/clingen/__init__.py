"""ClinGen's files."""

from samvar.formats.clingen.dosage import read_dosage

__all__ = ["read_dosage"]
