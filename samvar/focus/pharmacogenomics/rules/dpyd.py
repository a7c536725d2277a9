"""DPYD: the two lowest-activity variants, HapB3 by its causal variant, and what is always said.

Sources: Amstutz et al. 2018, CPIC, doi:10.1002/cpt.911 (activity score by the two variants of
lowest activity); Turner et al. 2024, doi:10.1002/cpt.3117 (c.1129-5923C>G is the cause, and
c.1236G>A only its usual companion); EMA 30 April 2020, EMA/229267/2020 (DPD before systemic
fluoropyrimidines; flucytosine is not delayed).
"""

from __future__ import annotations

GENE = "DPYD"
HAPB3_CAUSE = "rs75017182"
"""c.1129-5923C>G, intronic: makes the cryptic splice site."""
HAPB3_PROXY = "rs56038477"
"""c.1236G>A, exonic and silent: what exome and older panels see."""

ALWAYS = (
    "a normal DPYD genotype is not a normal DPD: severe toxicity raises the suspicion of DPD "
    "deficiency whatever this test said",
    "for systemic fluorouracil, capecitabine and tegafur; not for topical use; flucytosine is "
    "never delayed for it (EMA 2020)",
)
INFERRED = (
    f"HapB3 is inferred from {HAPB3_PROXY} (c.1236G>A), a proxy: {HAPB3_CAUSE} "
    "(c.1129-5923C>G), its cause, was not tested"
)
DISCORDANT = (
    f"HapB3: {HAPB3_CAUSE} (cause) and {HAPB3_PROXY} (proxy) disagree; both readings are shown; "
    "confirm by another method"
)
PHASE_UNKNOWN = (
    "phase unknown: the variants may lie on one strand or on two; both readings are shown; "
    "measure uracil"
)

FLUOROPYRIMIDINES = frozenset({"fluorouracil", "capecitabine", "tegafur"})
CREAM = "fluorouracil"
"""The one of them that is also given on the skin; another one on the skin is a slip of the pen."""
FLUCYTOSINE = "flucytosine"
NOT_DELAYED = (
    "flucytosine for a severe fungal infection is never delayed for a DPYD result; it is stopped "
    "if severe toxicity occurs, and contraindicated where DPD is known to be lacking (EMA 2020)"
)
ON_THE_SKIN = (
    "on the skin: too little is absorbed for DPYD to matter, and no test is needed (EMA 2020)"
)


def at_most(score: float, how: str) -> str:
    """What is certain of a DPYD result that is not complete, or has more than one reading.

    >>> at_most(1.5, "incomplete")[:58]
    'DPYD is incomplete, but its activity score is at most 1.5:'
    """
    return (
        f"DPYD is {how}, but its activity score is at most {score:g}: reduced DPD activity is "
        "certain, and the full dose is not safe"
    )
