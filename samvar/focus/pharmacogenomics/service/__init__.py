"""The use cases of the area: the only door for the command line, the pages and exchange."""

from samvar.focus.pharmacogenomics.service.askable import askable_genes, untested_here
from samvar.focus.pharmacogenomics.service.call import call_files
from samvar.focus.pharmacogenomics.service.cohort import allele_cohort, phenotype_cohort
from samvar.focus.pharmacogenomics.service.keep import call_into, keep, read_calls
from samvar.focus.pharmacogenomics.service.order import (
    NewOrder,
    acknowledge,
    give_first_dose,
    order_of,
    place_order,
    queue,
    take_step,
    undo_step,
)
from samvar.focus.pharmacogenomics.service.passport import (
    Passport,
    Verdict,
    issue_passport,
    passports_of,
    revoke_passport,
    status_list,
    verify_passport,
)
from samvar.focus.pharmacogenomics.service.quality import turnaround
from samvar.focus.pharmacogenomics.service.recall import assess, handle_recall, recall_list
from samvar.focus.pharmacogenomics.service.release import adopt, current_release, releases_here
from samvar.focus.pharmacogenomics.service.report import (
    draft_report,
    people_here,
    report_of,
    results_of,
    sign_report,
)

__all__ = [
    "NewOrder",
    "Passport",
    "Verdict",
    "acknowledge",
    "adopt",
    "allele_cohort",
    "askable_genes",
    "assess",
    "call_files",
    "call_into",
    "current_release",
    "draft_report",
    "give_first_dose",
    "handle_recall",
    "issue_passport",
    "keep",
    "order_of",
    "passports_of",
    "people_here",
    "phenotype_cohort",
    "place_order",
    "queue",
    "read_calls",
    "recall_list",
    "releases_here",
    "report_of",
    "results_of",
    "revoke_passport",
    "sign_report",
    "status_list",
    "take_step",
    "turnaround",
    "undo_step",
    "untested_here",
    "verify_passport",
]
