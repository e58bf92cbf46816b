"""Sound zones made to measure, for tests and for the documents of invented persons."""

from collections.abc import Mapping

from comity.documents.digits import FILLER, check_digit, values
from comity.documents.layouts import COMPOSITE, NUMBER, Layout


def make(layout: Layout, fields: Mapping[str, str], *, counts_filler: bool = False) -> tuple[str, ...]:
    """Return the lines of a zone with these fields and right check digits.

    A field that is not named stays filled; `names` is written `PRIMARY<<SECONDARY` and cut to its field. A
    number of more than nine characters goes on in the optional data where the format lets it.

    Raises: ValueError for a field that the format lacks or that does not fit.
    """
    zone = [FILLER] * sum(layout.widths)
    for name, value in fields.items():
        if name not in layout.fields:
            raise ValueError(f"{layout.format} has no field {name}")
        if name != "number":
            _put(zone, layout.fields[name], truncated(value, layout) if name == "names" else value)
    _put_number(zone, layout, fields.get("number", ""), counts_filler=counts_filler)
    for name, check in sorted(layout.checks.items(), key=lambda one: one[0] == COMPOSITE):
        if name != NUMBER or not _goes_on(layout, fields.get("number", "")):
            zone[check.at] = str(check_digit(values("".join("".join(zone[one]) for one in check.over))))
    text = "".join(zone)
    ends = [sum(layout.widths[: row + 1]) for row in range(len(layout.widths))]
    return tuple(text[end - width : end] for end, width in zip(ends, layout.widths, strict=True))


def truncated(names: str, layout: Layout) -> str:
    """Shorten names to their field; at least the first letter of the secondary identifier stays."""
    place = layout.fields["names"]
    width = place.stop - place.start
    if len(names) <= width:
        return names
    primary, parted, secondary = names.partition("<<")
    if not secondary:
        return names[:width]
    kept = primary[: width - 3].rstrip(FILLER) + parted + secondary
    return kept[:width]


def _goes_on(layout: Layout, number: str) -> bool:
    place = layout.fields["number"]
    return layout.continued is not None and len(number) > place.stop - place.start


def _put(zone: list[str], place: slice, value: str) -> None:
    if len(value) > place.stop - place.start:
        raise ValueError(f"{len(value)} characters for {place.stop - place.start} places")
    zone[place.start : place.start + len(value)] = value


def _put_number(zone: list[str], layout: Layout, number: str, *, counts_filler: bool) -> None:
    """Put the number in its place, and what is too long, with its check digit, before the optional data."""
    place = layout.fields["number"]
    if layout.continued is None or not _goes_on(layout, number):
        _put(zone, place, number)
        return
    first, more = number[: place.stop - place.start], number[place.stop - place.start :]
    due = check_digit(values(first + (FILLER if counts_filler else "") + more))
    optional = "".join(zone[layout.continued]).rstrip(FILLER)
    _put(zone, place, first)
    _put(zone, layout.continued, f"{more}{due}{FILLER if optional else ''}{optional}")
