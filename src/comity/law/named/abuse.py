"""Facts that mark an abuse of cooperation (domain.md 5.7): they flag, and never decide.

Whoever sees them is the legal officer and the data protection officer; the outcome is what it was.
"""

from comity.law.named.message import one_protected
from comity.law.named.sentenced import months_after
from comity.law.naming import of_message
from comity.law.truth import Truth, all_of, any_of, opposite
from comity.law.view import View
from comity.model.requests import DataCategory, RequestType

T = RequestType
AFTER_PROTECTION = 12
"""Months after a protection grant in which every request about the person is looked at."""

OPINION = frozenset(
    {DataCategory.DC_POLITICAL_RELIGIOUS_ETHNIC_UNION_SEXLIFE, DataCategory.DC_ORG_AFFILIATION}
)
"""Categories of items that tell of what a person holds or belongs to."""

_NAMES_BY_LIST = frozenset({T.T01, T.T05})


@of_message("abuse.passport_to_stop_travel")
def passport_to_stop_travel(view: View) -> Truth:
    """Tell whether a state reports the passport of its critic or refugee stolen or revoked (T04).

    That the case itself asks or holds what somebody believes or belongs to tells of a critic too.
    """
    if view.request.type is not T.T04:
        return False
    asked = {question.category for question in view.request.questions}
    told = bool(OPINION & (asked | {item.category for item in view.w.items}))
    known = any_of((view.w.past.critic, told, one_protected(view)))
    return all_of(view.w.past.reported_by_issuer, known)


@of_message("abuse.warning_as_arrest_request")
def warning_as_arrest_request(view: View) -> Truth:
    """Tell whether a warning asks for an arrest and names no warrant (T06)."""
    if view.request.type is not T.T06:
        return False
    past = view.w.past
    asked = any_of((past.arrest_asked, view.request.coercive))
    warrant = any(item.category is DataCategory.DC_WARRANT for item in view.w.items)
    return all_of(asked, opposite(any_of((past.warrant_named, warrant))))


@of_message("abuse.asked_again_after_refusal")
def asked_again(view: View) -> Truth:
    """Tell whether the same person is asked for again, by another channel or type, after a refusal."""
    return view.w.past.refused_before


@of_message("abuse.relabelled_after_political_refusal")
def relabelled(view: View) -> Truth:
    """Tell whether facts refused as a political offence come back under another name."""
    return view.w.past.refused_as_political


@of_message("abuse.names_map_a_community")
def names_map(view: View) -> Truth:
    """Tell whether a unit asks in one day for more persons than it may, as to map a diaspora (T01, T05)."""
    limit = view.w.past.allowed_by_unit
    if view.request.type not in _NAMES_BY_LIST or limit is None:
        return False
    return view.w.past.asked_by_unit_today + len(view.request.subjects) > limit


@of_message("abuse.soon_after_protection")
def soon_after_protection(view: View) -> Truth:
    """Tell whether a request begins within twelve months of a protection grant, the last day too (Q21)."""
    since = view.w.past.protected_since
    if since is None:
        return False
    made_at = view.request.made_at
    begun = made_at.astimezone(view.w.zone).date() if made_at else view.today
    return since <= begun <= months_after(since, AFTER_PROTECTION)


@of_message("abuse.consular_notice_to_locate")
def consular_notice_to_locate(view: View) -> Truth:
    """Tell whether the consular channel would tell a state where its refugee is (T14)."""
    return all_of(view.request.type is T.T14, one_protected(view))
