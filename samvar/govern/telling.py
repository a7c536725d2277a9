"""What every way out of a node tells of people, and what bounds it: one table for all of them.

A question, a page, a command and a Beacon are known by their permission and audit verb. What a
permission stands for is of one class, or each of its verbs is named; one that is neither is
refused by a test, so that nothing that counts people goes out without somebody having said how.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from samvar.model.errors import UsageError


class Telling(Enum):
    """The classes; see the page on disclosure for what each promises."""

    CARE = "care"
    """To the person, to who cares for them, or within their controller's own work."""
    RELEASE = "release"
    """What the epoch's release says; the budget of the release bounds it."""
    LEDGER = "ledger"
    """Live figures, paid for by everybody who is not in care of the people."""
    ROWS = "rows"
    """Rows of people or of all their variants: a permit is the control, the ledger remembers."""
    INDICATOR = "indicator"
    """How the work goes: people, orders and answers counted as wholes, by nobody's choice of genes;
    small cells are hidden, and nothing is paid."""
    NOBODY = "nobody"
    """Nothing of anybody."""


def telling(permission: str, verb: str) -> Telling:
    """The class of a way out.

    >>> telling("beacon:node", "ask-beacon").value, telling("open", "see-help").value
    ('ledger', 'nobody')

    Raises:
        UsageError: nobody has said what it tells.
    """
    found = _VERBS.get(permission, {}).get(verb) or _PERMISSIONS.get(permission)
    if found is None:
        raise UsageError(
            f"nothing says what '{verb}' under '{permission}' tells of people",
            remedy="name its class in samvar.govern.telling",
        )
    return found


_OF_ONE_CLASS: Mapping[Telling, str] = {
    Telling.CARE: (
        "load:data withdraw:sample see:jobs run:job see:audit see:referrals place:referral "
        "answer:referral acknowledge:report issue:passport read:passport see:own-access "
        "change:own-choices see:choices change:choices break:glass review:glass see:reviews "
        "do:review erase:contribution destroy:record take:report see:emergency see:own-referrals "
        "place:own-referral read:own-answer acknowledge:own-answer"
    ),
    Telling.RELEASE: "beacon:nation",
    Telling.LEDGER: "ask:national ask:regional beacon:node",
    Telling.ROWS: "query:rows export:data",
    # Acts of staff: no person is counted, and no small number hidden.
    Telling.INDICATOR: "ask:oversight",
    Telling.NOBODY: (
        "change:node see:knowledge change:knowledge decide:permit change:policy rotate:keys"
    ),
}
_PERMISSIONS: Mapping[str, Telling] = MappingProxyType(
    {name: each for each, names in _OF_ONE_CLASS.items() for name in names.split()}
)

_NAMED: Mapping[str, Mapping[Telling, str]] = {
    "open": {
        Telling.NOBODY: (
            "begin-sign-in change-purpose end-sign-in sign-in sign-out see-sign-in change-reading "
            "get-reference get-static see-health see-help see-interface see-policy witness-log "
            # The demo's issuer tells a program of the persona that its visitor chose.
            "see-issuer begin-consent give-consent give-token tell-persona end-elsewhere"
        ),
        # The envelope of questions that are in this table themselves.
        Telling.LEDGER: "network-message",
    },
    "see:node": {
        Telling.INDICATOR: "ask-node-status see-map see-node see-status",
        Telling.NOBODY: "see-ledger see-policy see-roster",
    },
    "see:datasets": {
        Telling.INDICATOR: "ask-dataset-list see-datasets see-national-datasets list-releases",
    },
    "apply:permit": {
        Telling.NOBODY: "see-research see-apply send-apply follow-permit",
        Telling.LEDGER: "count-cohort",
    },
    "see:permits": {
        Telling.NOBODY: "ask-permit-applications ask-permit-decisions see-permit",
        Telling.LEDGER: "measure-cohort",
    },
    "ask:national": {
        # Answered in care only: what one centre has written to another.
        Telling.CARE: "ask-contact-requests ask-contact-answers",
    },
    "ask:quality": {
        Telling.INDICATOR: (
            "ask-recall ask-turnaround see-pgx-quality ask-diagnostic-yield ask-rare-turnaround "
            "see-rare-quality"
        ),
    },
    "release:make": {Telling.RELEASE: "make-release", Telling.NOBODY: "rehearse-release"},
    # The operator and the auditor are told what was spent, and of no question.
    "see:audit": {Telling.NOBODY: "see-ledgers"},
}
_VERBS: Mapping[str, Mapping[str, Telling]] = MappingProxyType(
    {
        permission: {verb: each for each, verbs in by.items() for verb in verbs.split()}
        for permission, by in _NAMED.items()
    }
)
