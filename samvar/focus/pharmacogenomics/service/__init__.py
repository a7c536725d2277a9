"""The use cases of the area: the only door for the command line, the pages and exchange."""

from samvar.focus.pharmacogenomics.service.about import about_path, open_to, permit_of
from samvar.focus.pharmacogenomics.service.amend import is_newer
from samvar.focus.pharmacogenomics.service.askable import askable_genes, untested_here
from samvar.focus.pharmacogenomics.service.call import call_files
from samvar.focus.pharmacogenomics.service.cohort import allele_cohort, phenotype_cohort
from samvar.focus.pharmacogenomics.service.confirm import confirm_sample
from samvar.focus.pharmacogenomics.service.identity import expected_sample, held_of
from samvar.focus.pharmacogenomics.service.keep import call_into, keep, read_calls
from samvar.focus.pharmacogenomics.service.order import NewOrder, order_of, place_order
from samvar.focus.pharmacogenomics.service.passport import (
    issue_passport,
    passport_here,
    passports_here,
    passports_of,
    revoke_passport,
    see_status_list,
    status_list,
)
from samvar.focus.pharmacogenomics.service.passport_fetched import fetched, with_revocation
from samvar.focus.pharmacogenomics.service.quality import turnaround
from samvar.focus.pharmacogenomics.service.queue import Queue, changed_here, queue
from samvar.focus.pharmacogenomics.service.recall import (
    assess,
    foresee,
    handle_recall,
    labels_of,
    newest_orders,
    not_assessed,
    recall_list,
)
from samvar.focus.pharmacogenomics.service.release import (
    adopt,
    assessed_here,
    current_release,
    release_named,
    releases_here,
)
from samvar.focus.pharmacogenomics.service.report import draft_report, report_of
from samvar.focus.pharmacogenomics.service.result import results_of
from samvar.focus.pharmacogenomics.service.sign import sign_report
from samvar.focus.pharmacogenomics.service.step import (
    acknowledge,
    give_first_dose,
    take_step,
    undo_step,
)

__all__ = [
    "NewOrder",
    "Queue",
    "about_path",
    "acknowledge",
    "adopt",
    "allele_cohort",
    "askable_genes",
    "assess",
    "assessed_here",
    "call_files",
    "call_into",
    "changed_here",
    "confirm_sample",
    "current_release",
    "draft_report",
    "expected_sample",
    "fetched",
    "foresee",
    "give_first_dose",
    "handle_recall",
    "held_of",
    "is_newer",
    "issue_passport",
    "keep",
    "labels_of",
    "newest_orders",
    "not_assessed",
    "open_to",
    "order_of",
    "passport_here",
    "passports_here",
    "passports_of",
    "permit_of",
    "phenotype_cohort",
    "place_order",
    "queue",
    "read_calls",
    "recall_list",
    "release_named",
    "releases_here",
    "report_of",
    "results_of",
    "revoke_passport",
    "see_status_list",
    "sign_report",
    "status_list",
    "take_step",
    "turnaround",
    "undo_step",
    "untested_here",
    "with_revocation",
]
