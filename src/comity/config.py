"""One TOML file per node home, and a few environment variables, as one frozen Config."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.acts.partners import host_of
from comity.acts.quotas import Quotas
from comity.errors import ConfigInvalid, MalformedMessage
from comity.model.parties import StateCode

FILE = "comity.toml"
LISTEN = "0.0.0.0:8443"
"""Where the partners' door listens unless the file says otherwise: every certificate must be pinned."""

_KEYS = {
    "state": str,
    "time_zone": str,
    "demo": bool,
    "database": str,
    "master": str,
    "agreements": list,
    "line": dict,
    "quotas": dict,
    "api": dict,
    "loopback": dict,
    "smtp": dict,
    "webhook": dict,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineConfig:
    """This node's own door: the address that partners call, and where it listens on this machine."""

    address: str
    listen: str = LISTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiConfig:
    """The door for programs: where it listens on this machine.

    It speaks plain HTTP, so on loopback only: put TLS before it. `unsafe_plain_http` lets it listen where
    anybody on the way can read and alter, and take a token.
    """

    listen: str
    unsafe_plain_http: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The mail server that notices are handed to.

    `security` is `starttls` or `tls`; the server's certificate is checked against `ca`, or the system's
    authorities. `unsafe_plaintext` sends without TLS, which anybody on the way can read and alter: only for
    a server on this machine. With a `user`, the password stands in the file `password_file`.
    """

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password_file: str = "smtp.password"  # noqa: S105 - the name of a file
    ca: str = ""
    unsafe_plaintext: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """The webhooks that notices are posted to: only at these `hosts` (`pager.example` or `…:8443`).

    Each is signed with the key in `key_file`, at least 32 bytes. `unsafe_plain_http` posts without TLS.
    """

    hosts: tuple[str, ...]
    key_file: str = "webhook.key"
    ca: str = ""
    unsafe_plain_http: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How one node runs.

    `database` is `node.sqlite` in the home or a URL `postgresql://…`; `master` is `file` (32 bytes in
    `master.key`) or `passphrase` (asked, or from COMITY_MASTER); `agreements` are the ids of those the
    node applies, none means all shipped. `line` is the door for partners, None for a node that is reached
    by file only; `quotas` is each partner's share of it; `api` is the door for programs, None for none.
    `time_zone` is that of the node's authorities, as Europe/Brussels: a law's day begins at midnight there.
    `loopback` names other homes on this machine that the courier reaches without a line: for trying out,
    and for tests. `smtp` and `webhook` are the ways by which people are called; without them nobody is.
    """

    home: Path
    state: StateCode
    demo: bool = False
    time_zone: str = "UTC"
    database: str = "node.sqlite"
    master: str = "file"
    agreements: tuple[str, ...] = ()
    line: LineConfig | None = None
    quotas: Quotas = field(default_factory=Quotas)
    api: ApiConfig | None = None
    loopback: Mapping[StateCode, Path] = field(default_factory=dict)
    smtp: Smtp | None = None
    webhook: Webhook | None = None

    @property
    def zone(self) -> tzinfo:
        """Return the time zone of the node's authorities."""
        return zone_named(self.time_zone)

    @property
    def where(self) -> str | Path:
        """Return the database's path or URL."""
        return self.database if "://" in self.database else self.home / self.database


def zone_named(name: str) -> tzinfo:
    """Return a time zone by its name.

    Raises: ConfigInvalid.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigInvalid(f"'{name}' is no time zone known here. Write one as Europe/Brussels.") from None


def default_home() -> Path:
    """Return the home that COMITY_HOME names, or `.comity` in the present folder."""
    return Path(os.environ.get("COMITY_HOME", ".comity"))


def read_config(home: Path) -> Config:
    """Read a home's configuration.

    Raises: ConfigInvalid naming file and key.
    """
    file = home / FILE
    try:
        plain = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigInvalid(
            f"There is no node in {home}. Make one with `comity node init`, or name its home with --home."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise ConfigInvalid(f"{file}: {bad}") from None
    unknown = set(plain) - set(_KEYS)
    if unknown or "state" not in plain:
        raise ConfigInvalid(f"{file}: unknown key {sorted(unknown)} or no 'state'. Mend the file.")
    for key, value in plain.items():
        if not isinstance(value, _KEYS[key]):
            raise ConfigInvalid(f"{file}: '{key}' is no {_KEYS[key].__name__}. Mend the file.")
    if plain.get("master", "file") not in ("file", "passphrase"):
        raise ConfigInvalid(f'{file}: master is "file" or "passphrase".')
    return Config(
        home=home,
        state=StateCode(plain["state"]),
        demo=bool(plain.get("demo", False)),
        time_zone=_zone_name(file, plain),
        database=str(plain.get("database", "node.sqlite")),
        master=str(plain.get("master", "file")),
        agreements=tuple(map(str, plain.get("agreements", ()))),
        line=_line(file, plain),
        quotas=_quotas(file, plain),
        api=_api(file, plain),
        loopback={StateCode(k): (home / v).resolve() for k, v in plain.get("loopback", {}).items()},
        smtp=_smtp(file, plain),
        webhook=_webhook(file, plain),
    )


def _zone_name(file: Path, plain: Mapping[str, Any]) -> str:
    name = str(plain.get("time_zone", "UTC"))
    try:
        zone_named(name)
    except ConfigInvalid as bad:
        raise ConfigInvalid(f"{file}: {bad.what}") from None
    return name


def listen_for(address: str) -> str:
    """Return where a door listens unless told otherwise: at the port that its address names."""
    port = address.rpartition(":")[2]
    return f"0.0.0.0:{port}" if port.isdigit() else LISTEN


def where_to_listen(text: str) -> tuple[str, int]:
    """Read an address to listen at, as 127.0.0.1:8443 or [::1]:8443; port 0 takes any free one.

    Raises: ConfigInvalid.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ConfigInvalid(f"'{text}' is no address to listen at. Write HOST:PORT, as 0.0.0.0:8443.")
    return host.strip("[]"), int(port)


def _line(file: Path, plain: Mapping[str, Any]) -> LineConfig | None:
    found = _section(file, plain, "line", LineConfig, {})
    if found is None:
        return None
    line = LineConfig(**found)
    try:
        host_of(line.address)
        where_to_listen(line.listen)
    except (MalformedMessage, ConfigInvalid) as bad:
        raise ConfigInvalid(f"{file}: [line] {bad.what}") from None
    return line


def _quotas(file: Path, plain: Mapping[str, Any]) -> Quotas:
    found = _section(file, plain, "quotas", Quotas, dict.fromkeys(Quotas.__dataclass_fields__, int))
    try:
        return Quotas(**(found or {}))
    except ValueError as bad:
        raise ConfigInvalid(f"{file}: [quotas] {bad}. Mend the file.") from None


def _api(file: Path, plain: Mapping[str, Any]) -> ApiConfig | None:
    found = _section(file, plain, "api", ApiConfig, {"unsafe_plain_http": bool})
    if found is None:
        return None
    api = ApiConfig(**found)
    host, _ = where_to_listen(api.listen)
    if not (host in ("127.0.0.1", "::1", "localhost") or api.unsafe_plain_http):
        raise ConfigInvalid(
            f"{file}: [api] speaks plain HTTP, so it listens on loopback only. Put TLS before it."
        )
    return api


def _smtp(file: Path, plain: Mapping[str, Any]) -> Smtp | None:
    found = _section(file, plain, "smtp", Smtp, {"port": int, "unsafe_plaintext": bool})
    if found is None:
        return None
    smtp = Smtp(**found)
    if smtp.security not in ("starttls", "tls"):
        raise ConfigInvalid(f'{file}: [smtp] security is "starttls" or "tls".')
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", smtp.sender):
        raise ConfigInvalid(f"{file}: [smtp] sender is an address, as comity@police.example.")
    if smtp.user and smtp.unsafe_plaintext:
        raise ConfigInvalid(f"{file}: [smtp] unsafe_plaintext would show the password. Take 'user' out.")
    return smtp


def _webhook(file: Path, plain: Mapping[str, Any]) -> Webhook | None:
    found = _section(file, plain, "webhook", Webhook, {"hosts": list, "unsafe_plain_http": bool})
    if found is None:
        return None
    hosts = tuple(str(host).lower() for host in found["hosts"])
    if not hosts or not all(re.fullmatch(r"[a-z0-9.-]+(:[0-9]+)?", host) for host in hosts):
        raise ConfigInvalid(f'{file}: [webhook] hosts are names or addresses, as ["pager.example:8443"].')
    return Webhook(**{**found, "hosts": hosts})


def _section(
    file: Path, plain: Mapping[str, Any], name: str, kind: type[Any], other: Mapping[str, type]
) -> dict[str, Any] | None:
    """Return the keys of a section, checked against its class; texts but for those in `other`.

    Raises: ConfigInvalid naming file, section and key.
    """
    if name not in plain:
        return None
    table: dict[str, Any] = plain[name]
    known = {f.name: f for f in fields(kind)}
    missing = [key for key, f in known.items() if f.default is MISSING and key not in table]
    if wrong := sorted(set(table) - set(known)) + missing:
        raise ConfigInvalid(f"{file}: [{name}] has an unknown key, or lacks one: {', '.join(wrong)}.")
    for key, value in table.items():
        if type(value) is not other.get(key, str):
            raise ConfigInvalid(f"{file}: [{name}] '{key}' is no {other.get(key, str).__name__}.")
    return table


def write_config(config: Config) -> None:
    """Write a new home's configuration; an existing one is never overwritten.

    Raises: ConfigInvalid if the home has a node already.
    """
    lines = [
        f"state = {_quoted(config.state)}",
        f"demo = {str(config.demo).lower()}",
        f"time_zone = {_quoted(config.time_zone)}",
        f"database = {_quoted(config.database)}",
        f"master = {_quoted(config.master)}",
        f"agreements = [{', '.join(map(_quoted, config.agreements))}]",
        *_write_section("line", config.line),
        *_write_section("quotas", None if config.quotas == Quotas() else config.quotas),
        *_write_section("api", config.api),
        "",
        "[loopback]",
        *(f"{state} = {_quoted(str(path))}" for state, path in config.loopback.items()),
        *_write_section("smtp", config.smtp),
        *_write_section("webhook", config.webhook),
    ]
    config.home.mkdir(parents=True, exist_ok=True)
    try:
        with (config.home / FILE).open("x", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise ConfigInvalid(f"{config.home} holds a node already. Choose another home.") from None


def _write_section(name: str, section: LineConfig | Quotas | ApiConfig | Smtp | Webhook | None) -> list[str]:
    if section is None:
        return []
    values = ((f.name, getattr(section, f.name)) for f in fields(section))
    return ["", f"[{name}]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values)]


def _quoted(text: str) -> str:
    """Write a TOML basic string; JSON escapes alike what may stand in a path or an address."""
    return json.dumps(text, ensure_ascii=False)
