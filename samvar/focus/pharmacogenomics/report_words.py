"""The words of a report: English ids, translated where they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

NOT_A_DEVICE = N_(
    "samvar is not a medical device. The prescriber and the pharmacist judge whether the advice "
    "fits the patient."
)

LIMITS: tuple[str, ...] = (
    N_("Only the named positions were looked at; a rare variant elsewhere is not seen."),
    N_("Other drugs, organ function, age and weight are not weighed in."),
    N_("Advice is quoted as its guideline states it, in the guideline's language."),
)

ACTIONS: Mapping[str, str] = {
    "withheld": N_("No advice may be given"),
    "avoid": N_("Avoid"),
    "reduce": N_("Lower dose"),
    "increase": N_("Higher dose"),
    "other": N_("Other change: read"),
    "monitor": N_("Monitor"),
    "none": N_("No recommendation"),
    "standard": N_("Usual dose"),
    "silent": N_("See what is said"),
}
"""Of a drug or a line. `silent`: no body's line, but something that must be said beside."""

MARKS: Mapping[str, str] = {
    "withheld": "?",
    "avoid": "X",
    "reduce": "↓",
    "increase": "↑",
    "other": "!",
    "monitor": "M",
    "none": "–",
    "standard": "=",
    "silent": "–",
}
"""One sign beside the word, for black and white. No A to D: Swedish interaction classes use them
the other way round (D, to be avoided)."""

WITHHELD: Mapping[str, str] = {
    "incomplete": N_("%(gene)s is incomplete; not tested: %(positions)s."),
    "ambiguous": N_("%(gene)s is ambiguous: its readings differ in what they mean."),
    "not_tested": N_("%(gene)s was not called."),
    "no_phenotype": N_("%(gene)s: nothing is known of what its result means."),
    "unsaid": N_("%(gene)s: the release has no line for this result."),
}
NO_STANDARD = N_("No standard dose may be concluded.")

PHENOTYPES: Mapping[str, str] = {
    "Normal Metabolizer": N_("Normal metaboliser"),
    "Intermediate Metabolizer": N_("Intermediate metaboliser"),
    "Poor Metabolizer": N_("Poor metaboliser"),
    "Rapid Metabolizer": N_("Rapid metaboliser"),
    "Ultrarapid Metabolizer": N_("Ultrarapid metaboliser"),
    "Normal Function": N_("Normal function"),
    "Decreased Function": N_("Decreased function"),
    "Increased Function": N_("Increased function"),
    "Poor Function": N_("Poor function"),
}

STRENGTHS: Mapping[str, str] = {
    "Strong": N_("strong"),
    "Moderate": N_("moderate"),
    "Optional": N_("optional"),
    "No recommendation": N_("no recommendation"),
}

SAID: tuple[str, ...] = (
    # what `rules` always says, so that it can be translated; a test holds them equal
    N_(
        "a normal DPYD genotype is not a normal DPD: severe toxicity raises the suspicion of DPD "
        "deficiency whatever this test said"
    ),
    N_(
        "for systemic fluorouracil, capecitabine and tegafur; not for topical use; flucytosine is "
        "never delayed for it (EMA 2020)"
    ),
    N_(
        "HapB3 is inferred from rs56038477 (c.1236G>A), a proxy: rs75017182 (c.1129-5923C>G), its "
        "cause, was not tested"
    ),
    N_(
        "HapB3: rs75017182 (cause) and rs56038477 (proxy) disagree; both readings are shown; "
        "confirm by another method"
    ),
    N_(
        "phase unknown: the variants may lie on one strand or on two; both readings are shown; "
        "measure uracil"
    ),
    N_(
        "flucytosine for a severe fungal infection is never delayed for a DPYD result; it is "
        "stopped if severe toxicity occurs, and contraindicated where DPD is known to be lacking "
        "(EMA 2020)"
    ),
    N_("on the skin: too little is absorbed for DPYD to matter, and no test is needed (EMA 2020)"),
    N_(
        "TPMT and NUDT15 are both intermediate: since March 2024 CPIC starts at 20-50 % of the "
        "normal dose; a line that says 30-80 % or 50-80 % is from before"
    ),
    N_("no star alleles could be told; the function follows from rs4149056 alone"),
    N_("no position of the gene was tested"),
    N_("depth not stated: the file does not say how many reads a tested position has"),
    N_("an earlier outside call was dropped: the sample is another person's now"),
    N_("an earlier outside call was dropped: the release in use does not know the gene"),
    N_("an earlier outside call was dropped: the release in use does not know the allele"),
    N_("the release gives no phenotype for this diplotype"),
    N_("an outside call: what was tested is known to the method that made it"),
    N_("called with two copies, as written; a man has one"),
    N_("route oral"),
    N_("route intravenous"),
    N_("adult"),
    N_("child"),
    N_("naive"),
    N_("exposed"),
    N_("indication acs-pci"),
    N_("indication non-acs-non-pci"),
    N_("indication neurovascular"),
)

LABELS: Mapping[str, str] = {
    # title and head
    "title": N_("Pharmacogenetic report"),
    "fast": N_("Fast report: DPYD alone, before a fluoropyrimidine"),
    "draft": N_("Draft: not signed"),
    "amends": N_("Amends report %(id)s"),
    "patient": N_("Patient"),
    "sample": N_("Sample"),
    "order": N_("Order"),
    "first_dose": N_("Planned first dose"),
    "not_planned": N_("not planned"),
    "medications": N_("Medication list"),
    "laboratory": N_("Performing laboratory"),
    "region": N_("Referring region"),
    "centre": N_("Centre"),
    "made": N_("Made"),
    "by": N_("By"),
    "assembly": N_("Reference genome"),
    "releases": N_("Knowledge"),
    # sections
    "urgent": N_("What to do first"),
    "nothing_urgent": N_("No drug is named in the order or on the medication list."),
    "silent": N_("The release says nothing of:"),
    "other": N_("Other drugs that matter for this patient"),
    "open": N_("Not answered, should one of these be needed"),
    "genes": N_("Genes"),
    "notes": N_("Warnings and notes"),
    "limits": N_("Limits of this report"),
    "sources": N_("Sources"),
    # gene table
    "gene": N_("Gene"),
    "diplotype": N_("Diplotype"),
    "so_far": N_("agrees so far with"),
    "phenotype": N_("Phenotype"),
    "score": N_("Activity score"),
    "status": N_("Result"),
    "tested": N_("Positions tested"),
    "not_known": N_("not known"),
    "nothing_tested": N_("Nothing was tested"),
    "not_tested": N_("not tested"),
    # lines
    "disagree": N_("The bodies disagree: read both lines."),
    "usual": N_("Usual dose or no recommendation for all others that the release speaks of."),
    "held_if": N_("If"),
    "release": N_("release"),
    "see_notes": N_("Notes"),
    "digest": N_("digest"),
    "signature": N_("Signature"),
    "report": N_("Report"),
    "page": N_("Page"),
    "of": N_("of"),
    "fhir": N_("This report as a FHIR R4 bundle"),
}
