"""Schemathesis finds nothing: the API does what its document says, whatever is sent to it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from comity.acts.partners import Line
from comity.exchange.doors import own_line
from comity.exchange.partnership import invitation
from comity.model.people import Role
from comity.seal.tls import make_tls_key
from comity.web.api_routes import OPERATIONS
from formats.test_un import SOUND
from stories.exchange import answered, at, dangerous, warned_of
from web.served import quick, served

LINE = Line(address="https://ru.police.example:8443", tls=make_tls_key("ru.police.example").certificate)
HERE = Path(__file__).resolve()
LAVISH = quick(rate=1e6, burst=10**6, tickets=10**6, all_tickets=10**6, ticket_lives=0.01)


ALONE = "--phases=examples,coverage,fuzzing"
SHARES = {
    "of cases": ("^cases_", (ALONE, "--include-operation-id-regex=^cases_")),
    "others": ("^(?!cases_)", (ALONE, "--exclude-operation-id-regex=^cases_")),
    "one after another": ("", ("--phases=stateful",)),
}
"""What is asked by one process and by the next: which operations, by their ids, and in which phases."""


@pytest.mark.schemathesis
@pytest.mark.parametrize("share", SHARES)
def test_the_api_does_what_its_document_says(tmp_path, share: str):
    which, words = SHARES[share]
    with at(answered) as (world, case):
        alert = warned_of(world, dangerous())
        with served(world, LAVISH) as api:
            tokens = {role.value: api.token("BE", role) for role in world["BE"].people}
            del api.lent["BE", Role.DPO]
            tokens["SPARE"] = api.token("BE", Role.DPO)
            config = tmp_path / "schemathesis.toml"
            config.write_text(
                HERE.with_name("schemathesis.toml").read_text()
                + f'\n[auth.openapi.token]\nbearer = "{tokens["SPOC_DUTY"]}"\n'
                + f'\n[parameters]\n"path.case" = "{case.partition("/")[2]}"\n'
                + f'"path.alert" = "{alert.partition("/")[2]}"\n"path.state" = "RU"\n'
                + '"path.pseudonym" = "be-prosecutor"\n'
            )
            ran = subprocess.run(
                [
                    Path(sys.executable).with_name("schemathesis"),
                    f"--config-file={config}",
                    "run",
                    *words,
                    f"{api.urls['BE']}/openapi.json",
                ],
                cwd=tmp_path,
                env=os.environ
                | {
                    "PYTHONPATH": f"{HERE.parents[2] / 'src'}:{HERE.parents[1]}",
                    "COMITY_TOKENS": json.dumps(tokens),
                    "COMITY_INVITATION": invitation(world["RU"].node).decode(),
                    "COMITY_LIST": SOUND,
                    "COMITY_CASE": case,
                    "COMITY_LINE": own_line(world["RU"].node, LINE, world.now).decode(),
                },
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    asked = [name for name in OPERATIONS if re.match(which, name)]
    assert f" {len(asked)} selected / {len(OPERATIONS)} total" in ran.stdout
