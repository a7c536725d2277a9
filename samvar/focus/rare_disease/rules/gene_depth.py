"""When a gene counts as covered: settings of samvar, and not of a guideline.

Heterozygotes are found with little loss from 20 reads on; guidelines ask that a laboratory says
what it did not cover, and leave to it from where on (Matthijs et al. 2016,
doi:10.1038/ejhg.2015.226, statements on reporting).
"""

FLOOR = 20
"""Reads that a base needs."""
LEAST = 0.95
"""Share of a gene's bases that need them, 0-1."""
