"""Saved filters: kept under a name, locked by whoever stands for them, retired, never deleted."""

from __future__ import annotations

from samvar.focus.rare_disease.model.saved_filter import SavedFilter
from samvar.focus.rare_disease.model.sought import ASKED, Sought, sought_as
from samvar.focus.rare_disease.records import Filters
from samvar.focus.rare_disease.rules.default_filter import DEFAULT
from samvar.govern.act import changing, permit
from samvar.govern.identity import Asker
from samvar.model.clock import utc_now
from samvar.model.errors import BadInput, Conflict, UsageError
from samvar.model.ids import new_id
from samvar.model.personal_number import PersonalNumber
from samvar.present.area import NodeLike
from samvar.store.records.engine import Transaction

_LONGEST = 80


def default_of(category: str) -> Sought:
    """The filter that a list of this category opens with.

    Raises:
        UsageError: there is no such category.
    """
    return sought_as(DEFAULT[_known(category)])


def saved_filters(node: NodeLike, asker: Asker, category: str = "") -> tuple[SavedFilter, ...]:
    """The filters in use, by category and name.

    Raises:
        Refused: the person may not see them. UsageError: there is no such category.
    """
    if category:
        _known(category)
    permit(node, asker, "see:referrals", "see-filters")
    return filters_of(node, category)


def filters_of(node: NodeLike, category: str) -> tuple[SavedFilter, ...]:
    """The same without asking: for a list that the caller may see."""
    with node.records.read() as tx:
        return Filters(tx.connection).in_use(category)


def filter_of(node: NodeLike, identifier: str) -> SavedFilter:
    """One filter, retired or not. What it asks for is nobody's data.

    Raises:
        NotFound: no such filter at this node.
    """
    with node.records.read() as tx:
        return Filters(tx.connection).get(identifier)


def save_filter(
    node: NodeLike, name: str, category: str, sought: Sought, asker: Asker, instead_of: str = ""
) -> SavedFilter:
    """Keep a filter. instead_of: the id of one that it takes the place of, which is retired.

    Raises:
        Refused: the person may not. NotFound: no such filter. UsageError: no such category.
        BadInput: the name is none, or a place or gene is a person's. Conflict: the name is taken,
        or the one before is locked by somebody else.
    """
    _known(category)
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise BadInput(f"a filter has a name of at most {_LONGEST} readable letters")
    if PersonalNumber.recognise(name):
        raise BadInput("a filter is not named by a personal number")
    with changing(node, asker, "answer:referral", "save-filter"):
        with node.records.begin() as tx:
            filters = Filters(tx.connection)
            if instead_of:
                _free(tx, instead_of, asker)
                filters.retire(instead_of, utc_now())
            if any(each.name == name for each in filters.in_use(category)):
                raise Conflict("a filter of that name is in use", remedy="choose another name")
            account = asker.user.account
            new = SavedFilter(
                new_id("filter"), name, category, sought, account, None, utc_now(), account
            )
            filters.add(new)
        return new


def lock_filter(node: NodeLike, identifier: str, asker: Asker) -> SavedFilter:
    """Lock a filter: until they open it again, nobody but the asker may retire it.

    Raises:
        Refused: the person may not. NotFound: no such filter. Conflict: it is locked or retired.
    """
    with changing(node, asker, "answer:referral", "lock-filter"):
        with node.records.begin() as tx:
            found = _free(tx, identifier, asker)
            if found.locked is not None:
                raise Conflict("you have locked it already")
            Filters(tx.connection).lock(identifier, asker.user.account)
        return filter_of(node, identifier)


def unlock_filter(node: NodeLike, identifier: str, asker: Asker) -> SavedFilter:
    """Open a filter again that the asker has locked.

    Raises:
        Refused: the person may not. NotFound: no such filter. Conflict: it is not locked, or by
            somebody else.
    """
    with changing(node, asker, "answer:referral", "unlock-filter"):
        with node.records.begin() as tx:
            if _free(tx, identifier, asker).locked is None:
                raise Conflict("the filter is not locked")
            Filters(tx.connection).lock(identifier, None)
        return filter_of(node, identifier)


def retire_filter(node: NodeLike, identifier: str, asker: Asker) -> SavedFilter:
    """Offer a filter no more; what was gone through by it can still be shown.

    Raises:
        Refused: the person may not. NotFound: no such filter. Conflict: it is retired, or locked
            by somebody else.
    """
    with changing(node, asker, "answer:referral", "retire-filter"):
        with node.records.begin() as tx:
            _free(tx, identifier, asker)
            Filters(tx.connection).retire(identifier, utc_now())
        return filter_of(node, identifier)


def _free(tx: Transaction, identifier: str, asker: Asker) -> SavedFilter:
    found = Filters(tx.connection).get(identifier)
    if found.retired is not None:
        raise Conflict("the filter is retired")
    if found.locked not in (None, asker.user.account):
        raise Conflict(
            "somebody else has locked the filter", remedy="save yours under another name"
        )
    return found


def _known(category: str) -> str:
    if category not in ASKED:
        raise UsageError(f"'{category[:20]}' is not a list", remedy=f"one of {', '.join(ASKED)}")
    return category
