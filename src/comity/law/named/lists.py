"""Facts of accusations behind which an organisation stands: deeds, ties, labels (R-LIST, R-LISTDIFF)."""

from comity.law.lists import is_listed
from comity.law.naming import of_offence
from comity.law.truth import Truth, all_of, any_of, opposite
from comity.law.view import View
from comity.model.accusations import Deed
from comity.model.requests import CrimeArea, Offence

_NOT_GRADED = frozenset({"", "X4"})
"""What says nothing of how good a source is."""


@of_offence("offence.rests_on_ties_alone")
def rests_on_ties_alone(view: View, offence: Offence) -> Truth:
    """Tell whether no dated, graded deed of this very person stands behind the accusation (AX8).

    Where terrorism is charged and nobody has said on what it rests, that is not known.
    """
    accusation = offence.accusation
    if accusation is None:
        return None if offence.area is CrimeArea.TERRORISM else False
    return opposite(any_of(_counts(view, deed) for deed in accusation.deeds))


def _counts(view: View, deed: Deed) -> Truth:
    dated = deed.on is not None and deed.on <= view.today
    told = bool(deed.what.strip() and deed.source.strip()) and deed.grading not in _NOT_GRADED
    return all_of(dated and told, deed.attributable)


@of_offence("offence.label_not_applied_here", from_law=True)
def label_not_applied_here(view: View, offence: Offence) -> Truth:
    """Tell whether the organisation named is on no list that the deciding state applies today."""
    if offence.accusation is None or not offence.accusation.organisation.strip():
        return False
    applied = view.own("terrorist_lists")
    if not isinstance(applied, tuple):
        return None
    listers = tuple(view.w.own.state if lister == "NATIONAL" else lister for lister in applied)
    return opposite(is_listed(view.w.lists, offence.accusation.organisation, listers, view.today))
