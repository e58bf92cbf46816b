"""One TOML file per node home, and a few environment variables, as one frozen Config."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from comity.errors import ConfigInvalid
from comity.model.parties import StateCode

FILE = "comity.toml"
_KEYS = {"state": str, "demo": bool, "database": str, "master": str, "agreements": list, "loopback": dict}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How one node runs.

    `database` is `node.sqlite` in the home or a URL `postgresql://…`; `master` is `file` (32 bytes in
    `master.key`) or `passphrase` (asked, or from COMITY_MASTER); `agreements` are the ids of those the
    node applies, none means all shipped. `loopback` names other homes on this
    machine that the courier reaches without a line: for trying out, and for tests.
    """

    home: Path
    state: StateCode
    demo: bool = False
    database: str = "node.sqlite"
    master: str = "file"
    agreements: tuple[str, ...] = ()
    loopback: Mapping[StateCode, Path] = field(default_factory=dict)

    @property
    def where(self) -> str | Path:
        """Return the database's path or URL."""
        return self.database if "://" in self.database else self.home / self.database


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
        database=str(plain.get("database", "node.sqlite")),
        master=str(plain.get("master", "file")),
        agreements=tuple(map(str, plain.get("agreements", ()))),
        loopback={StateCode(k): (home / v).resolve() for k, v in plain.get("loopback", {}).items()},
    )


def write_config(config: Config) -> None:
    """Write a new home's configuration; an existing one is never overwritten.

    Raises: ConfigInvalid if the home has a node already.
    """
    lines = [
        f"state = {_quoted(config.state)}",
        f"demo = {str(config.demo).lower()}",
        f"database = {_quoted(config.database)}",
        f"master = {_quoted(config.master)}",
        f"agreements = [{', '.join(map(_quoted, config.agreements))}]",
        "",
        "[loopback]",
        *(f"{state} = {_quoted(str(path))}" for state, path in config.loopback.items()),
    ]
    config.home.mkdir(parents=True, exist_ok=True)
    try:
        with (config.home / FILE).open("x", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise ConfigInvalid(f"{config.home} holds a node already. Choose another home.") from None


def _quoted(text: str) -> str:
    """Write a TOML basic string; JSON escapes alike what may stand in a path or an address."""
    return json.dumps(text, ensure_ascii=False)
