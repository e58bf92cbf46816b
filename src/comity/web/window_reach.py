"""Who cannot be reached, in the words of the page, where something waits here to be sent."""

from collections.abc import Iterator, Mapping

from comity.exchange.reach import Because, PartnerReach, Reach
from comity.web.window_tongues import P_, Phrase
from comity.web.window_visit import Visit

BECAUSE: Mapping[Because, Phrase] = {
    Because.NO_ROSTER: P_("reach", "nobody stands on the roster"),
    Because.NOT_ACCREDITED: P_("reach", "the accreditation of those on the roster has ended"),
    Because.NO_CONTACT: P_("reach", "those on the roster can be called by no way that this node has"),
}
"""Why nobody in a role can be reached here."""

NOBODY = P_("reach", "the duty desk cannot be reached")
NOT_KNOWN = P_("reach", "whether the duty desk can be reached is not known")


def gaps(visit: Visit, found: Reach) -> Iterator[str]:
    """Say of each who cannot be reached, or of whom nothing is known, as `Reach.gaps` does."""
    if found.partner is not None and not found.partner.reachable:
        yield _partner(visit, found.partner)
    for here in found.here:
        if not here.reachable:
            roles = " / ".join(visit.words("role", here.roles))
            yield f"{roles}{visit.tongue.colon}{visit.tongue.say(BECAUSE[here.because])}"


def _partner(visit: Visit, partner: PartnerReach) -> str:
    said = visit.tongue.say(NOT_KNOWN if partner.reachable is None else NOBODY)
    since = "" if partner.since is None else f" ({visit.tongue.minute(partner.since, visit.node.state)})"
    return f"{visit.tongue.state(partner.state)}{visit.tongue.colon}{said}{since}"
