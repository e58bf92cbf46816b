"""The languages of the pages: texts by gettext from `locale/`, dates and numbers by Babel, two directions.

Texts are compiled in memory when a language is first asked for. What the law says lives beside its rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, negotiate_locale
from babel.core import get_global
from babel.dates import format_date, format_time, format_timedelta, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from comity.model.parties import StateCode

LANGUAGES = ("en", "fr", "nl", "ru", "zh", "vi", "ar", "tr")
"""The languages that have texts; English is the one that the templates are written in."""

REVIEWED = frozenset({"en", "fr"})
"""The languages whose texts count; the others say of themselves that nobody has reviewed them yet."""

RULES_SPEAK = frozenset({"en", "fr"})
"""The languages that the law's rules are written in."""

_LOCALES = {"en": "en_GB"}
_SEATS = {StateCode("RU"): "Europe/Moscow", StateCode("CN"): "Asia/Shanghai"}
"""Where the authorities of a state with several time zones sit."""

_COMMAS = {"ar": "، ", "zh": "、"}
_COLONS = {"fr": "\u00a0: ", "zh": "："}

Phrase = tuple[str, str]
"""A text to translate, with the context in which it is said."""


def P_(context: str, text: str) -> Phrase:  # noqa: N802 - the name by which texts are found in the source
    """Mark a text for translation where it is written down and not yet said."""
    return context, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """One language: how it says a phrase, a day, a time and a number, and which way it runs."""

    code: str
    locale: Locale

    @property
    def texts(self) -> NullTranslations:
        """Return the texts of this language, compiled when first asked for."""
        return _texts(self.code)

    @property
    def direction(self) -> str:
        """Return `ltr` or `rtl`."""
        return self.locale.text_direction

    @property
    def reviewed(self) -> bool:
        """Tell whether a named reviewer stands behind these texts."""
        return self.code in REVIEWED

    @property
    def rules(self) -> str:
        """Return the language in which the law's rules speak to this reader."""
        return self.code if self.code in RULES_SPEAK else "en"

    def say(self, phrase: Phrase) -> str:
        """Return a phrase in this language."""
        return self.texts.pgettext(*phrase)

    def state(self, code: StateCode | str) -> str:
        """Return the name of a state."""
        return str(self.locale.territories.get(code, code))

    def place(self, state: StateCode | str) -> str:
        """Return the city whose time a state's authorities keep."""
        zone = zone_of(StateCode(state))
        return get_timezone_location(zone, locale=self.locale, return_city=True) if zone is not UTC else "UTC"

    def day(self, at: datetime | date, state: StateCode | str = "", style: str = "long") -> str:
        """Write a day, of an instant as its local time has it."""
        return format_date(_local(at, state), style, locale=self.locale)

    def time(self, at: datetime, state: StateCode | str = "") -> str:
        """Write an instant's local time of day."""
        return format_time(at.astimezone(_zone(state)), "HH:mm", tzinfo=_zone(state), locale=self.locale)

    def minute(self, at: datetime, state: StateCode | str = "") -> str:
        """Write an instant: day and local time."""
        return f"{self.day(at, state, 'medium')} {self.time(at, state)}"

    def month(self, text: str) -> str:
        """Write a month that is given as 2019-10."""
        return format_date(date.fromisoformat(f"{text}-01"), "MMM y", locale=self.locale)

    def distance(self, span: timedelta) -> str:
        """Say how far off an instant is, as `in 3 days` or `2 days ago`."""
        return format_timedelta(span, add_direction=True, locale=self.locale)

    @property
    def colon(self) -> str:
        """Return what stands between a head and its text."""
        return _COLONS.get(self.code, ": ")

    def list(self, parts: Iterable[str]) -> str:
        """Write several things after each other."""
        return _COMMAS.get(self.code, ", ").join(parts)

    def number(self, value: int) -> str:
        """Write a number."""
        return format_decimal(value, locale=self.locale)

    def own_name(self) -> str:
        """Return the name that the language calls itself."""
        return str(Locale.parse(self.code).get_display_name() or self.code)


@cache
def tongue(code: str) -> Tongue:
    """Return a language, made once."""
    return Tongue(code=code, locale=Locale.parse(_LOCALES.get(code, code)))


def choose(asked: str, kept: str, accepted: str) -> Tongue:
    """Choose a language: the one asked for, the one kept, what the browser accepts, else English."""
    for code in (asked, kept):
        if code in LANGUAGES:
            return tongue(code)
    return tongue(negotiate_locale(_preferred(accepted), LANGUAGES, sep="-") or "en")


def zone_of(state: StateCode) -> tzinfo:
    """Return the time zone that a state's authorities keep; UTC where that cannot be told."""
    name = _SEATS.get(state) or _only_zone(state)
    try:
        return ZoneInfo(name) if name else UTC
    except ZoneInfoNotFoundError:
        return UTC


@cache
def _texts(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    file = resources.files("comity") / "locale" / code / "LC_MESSAGES" / "comity.po"
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(file.read_bytes()), locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _only_zone(state: StateCode) -> str:
    zones = [zone for zone, where in get_global("zone_territories").items() if where == state]
    return zones[0] if len(zones) == 1 else ""


def _zone(state: StateCode | str) -> tzinfo:
    return zone_of(StateCode(state)) if state else UTC


def _local(at: datetime | date, state: StateCode | str) -> date:
    return at.astimezone(_zone(state)).date() if isinstance(at, datetime) else at


def _preferred(header: str) -> Iterable[str]:
    """Return the languages of an Accept-Language header, the dearest first."""
    weighed = []
    for part in header[:400].split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip().lower()))
        except ValueError:
            weighed.append((0.0, tag.strip().lower()))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0]) if tag]
