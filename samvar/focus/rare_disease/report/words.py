"""The words of a report, as translation keys."""

from __future__ import annotations

from collections.abc import Mapping

from samvar.present.language import N_

LABELS: Mapping[str, str] = {
    "title": N_("Report on a rare disease"),
    "report": N_("Report"),
    "answer": N_("Answer"),
    "findings": N_("Findings"),
    "no_findings": N_("No finding is reported."),
    "secondary": N_("Secondary findings"),
    "features": N_("Features"),
    "absent": N_("looked for, not there"),
    "quality": N_("Quality"),
    "overridden": N_("overridden by"),
    "not_examined": N_("What was not examined"),
    "filters": N_("Filters that were gone through"),
    "depths": N_("Depth of sequencing"),
    "sought": N_("The family's variant"),
    "method": N_("What the answer rests on"),
    "readers": N_("Read by"),
    "gene": N_("Gene"),
    "variant": N_("Variant"),
    "classed": N_("Class"),
    "zygosity": N_("Zygosity"),
    "condition": N_("Condition"),
    "nation": N_("In the country"),
    "version": N_("Version"),
    "digest": N_("SHA-256"),
    "signature": N_("Signed by"),
    "page": N_("Page"),
    "of": N_("of"),
    "limits": N_("Limits"),
    "fhir": N_("The same report as a FHIR bundle"),
}

HEAD: Mapping[str, str] = {
    "patient": N_("Patient"),
    "referral": N_("Referral"),
    "requester": N_("Referred by"),
    "region": N_("Referring region"),
    "indication": N_("Indication"),
    "question": N_("Question"),
    "case": N_("Case"),
    "members": N_("Family members read"),
    "assembly": N_("Reference genome"),
    "centre": N_("Laboratory"),
    "made": N_("Made"),
    "by": N_("Signed by"),
}

LISTS_NOT_EXAMINED: Mapping[str, str] = {
    "snv": N_("Small variants were not examined."),
    "sv": N_("Structural variants were not examined."),
    "mei": N_("Mobile elements were not examined."),
    "str": N_("Repeat expansions were not examined."),
    "mt": N_("The mitochondrial genome was not examined by itself."),
}

PINS: Mapping[str, str] = {
    "knowledge": N_("Knowledge"),
    "rules": N_("Rules of classification"),
    "panel": N_("Gene panel"),
    "rank_model": N_("Rank model"),
    "list": N_("List of variants"),
}

OPENING = N_("the filter that the list opens with")
ASKS_NOTHING = N_("asks for nothing: the whole list")
GONE_THROUGH = N_(
    "%(passed)s of the list's %(total)s shown, all of them gone through by %(who)s, %(day)s"
)
NOT_GONE_THROUGH = N_("nobody noted a filter as gone through")
NOT_KEPT = N_("Not given: the report is from before this was kept with reports.")
DEPTHS: Mapping[str, str] = {
    "target": N_("mean depth of the target %(mean)s reads (%(source)s)"),
    "autosomes": N_("mean depth of the autosomes %(mean)s reads (%(source)s)"),
    "sites": N_("mean depth of the sites that %(source)s looks at %(mean)s reads"),
}
SHARE_AT = N_("%(share)s of the bases have at least %(floor)s reads")
SHARE_NOT_GIVEN = N_("share of the bases with at least %(floor)s reads: not given")
DEPTH_NOT_GIVEN = N_("depth not given")
GENES_NOT_GIVEN = N_("Genes of the panels that were not covered enough: not given.")
NO_PANEL = N_("No panel is fixed in this case: the coverage of single genes is not told.")
GENES_COVERED = N_(
    "%(covered)s of the %(genes)s genes of the panels were covered: at least %(least)s %% of their "
    "bases have at least %(floor)s reads in the proband."
)
GENES_SHORT = N_("Not covered enough: %(genes)s.")
GENES_NOT_MEASURED = N_("Not measured: %(genes)s.")
GENES_NOT_EXPECTED = N_("On the Y, and not to be expected: %(genes)s.")
GENES_BY = N_("Measured by %(what)s.")

SOUGHT: Mapping[str, str] = {
    "carrier": N_("carries it"),
    "not_carrier": N_("does not carry it"),
    "not_assessed": N_("not assessed"),
}
SOUGHT_WHY: Mapping[str, str] = {
    "absent": N_("the file does not list it, which says nothing of carrying it"),
    "no_call": N_("no genotype was called"),
    "depth": N_("too few reads, or none given"),
    "reads": N_("some reads have it, though none was called"),
    "quality": N_("the call is not sure enough"),
    "assembly": N_("the file is of another assembly than the family's case"),
    "no_file": N_("there is no list of small variants"),
}
SOUGHT_DEPTH = N_("%(reads)s reads")

DRAFT = N_("Draft: not signed, and kept nowhere.")
AMENDS = N_("This report takes the place of %(id)s.")
WITHDRAWN = N_("Withdrawn %(day)s: what this report says no longer holds.")
READ_ONCE = N_("One reader.")
AGREED = N_("Two readers, each without knowing of the other, came to the same.")
DISAGREED = N_(
    "Two readers, each without knowing of the other, came to different conclusions; what is "
    "reported is what they came to together."
)
ADJUDICATED = N_("%(by)s wrote it down (%(written)s), %(other)s confirmed it (%(confirmed)s).")
NOT_ASSESSED = N_("%(what)s could not be assessed (%(whom)s).")
PARTIAL = N_("explains a part of the features")
POINTS = N_("%(points)s points")
CARRIERS = N_(
    "%(carriers)s of %(people)s people carry it, the patient's own family included "
    "(%(answered)s of %(asked)s centres answered, %(day)s)"
)
CARRIERS_HIDDEN = N_("too few to be told (%(answered)s of %(asked)s centres answered, %(day)s)")
CARRIERS_UNKNOWN = N_("nobody answered (%(day)s)")

LIMITS = (
    N_("A variant that was not found may still be there: nothing is concluded of what was not "
       "examined or covered."),
    N_("A class says what is known on the day of the report, and may change."),
)  # fmt: skip
NOT_A_DEVICE = N_("samvar is not a medical device; the conclusion is that of the person who signs.")
