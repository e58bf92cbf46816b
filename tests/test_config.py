"""The ways to people in comity.toml: read, written, and refused with file, section and key."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.config import ApiConfig, Config, Smtp, Webhook, read_config, write_config
from comity.errors import ConfigInvalid
from comity.model.parties import StateCode

PLAIN = 'state = "BE"\n'
MAIL = '[smtp]\nhost = "mail.example"\nsender = "comity@police.example"\n'
HOOK = '[webhook]\nhosts = ["pager.example:8443"]\n'


def read(folder: Path, text: str) -> Config:
    (folder / "comity.toml").write_text(PLAIN + text)
    return read_config(folder)


def test_what_is_written_is_read_again(tmp_path: Path):
    config = Config(
        home=tmp_path / "be",
        state=StateCode("BE"),
        time_zone="Europe/Brussels",
        smtp=Smtp(host="mail.example", sender="comity@police.example", user="node", ca="own.pem"),
        webhook=Webhook(hosts=("pager.example", "10.0.0.1:8443")),
    )
    write_config(config)
    assert read_config(tmp_path / "be") == config


def test_the_strict_choices_are_those_nobody_made(tmp_path: Path):
    config = read(tmp_path, MAIL + HOOK)
    assert config.smtp == Smtp(
        host="mail.example",
        sender="comity@police.example",
        port=587,
        security="starttls",
        user="",
        password_file="smtp.password",
        ca="",
        unsafe_plaintext=False,
    )
    assert config.webhook == Webhook(
        hosts=("pager.example:8443",), key_file="webhook.key", ca="", unsafe_plain_http=False
    )


def test_authorities_decide_in_utc_unless_it_is_said_where_they_sit(tmp_path: Path):
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    assert summer.astimezone(read(tmp_path, "").zone).hour == 0
    assert summer.astimezone(read(tmp_path, 'time_zone = "Asia/Ho_Chi_Minh"\n').zone).hour == 7


def test_without_them_there_is_no_way(tmp_path: Path):
    config = read(tmp_path, "")
    assert (config.smtp, config.webhook) == (None, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[smtp]\nhost = "mail.example"\n', r"\[smtp\] has an unknown key, or lacks one: sender"),
        (MAIL + "tls = false\n", r"\[smtp\] has an unknown key, or lacks one: tls"),
        (MAIL + 'port = "587"\n', r"\[smtp\] 'port' is no int"),
        (MAIL + "port = true\n", r"\[smtp\] 'port' is no int"),
        (MAIL + 'security = "none"\n', r'\[smtp\] security is "starttls" or "tls"'),
        (MAIL.replace("comity@", "comity "), r"\[smtp\] sender is an address"),
        (MAIL + 'user = "node"\nunsafe_plaintext = true\n', r"unsafe_plaintext would show the password"),
        ("[webhook]\nhosts = []\n", r"\[webhook\] hosts are names"),
        ('[webhook]\nhosts = ["https://pager.example"]\n', r"\[webhook\] hosts are names"),
        ('[webhook]\nhosts = "pager.example"\n', r"\[webhook\] 'hosts' is no list"),
        ("smtp = 1\n", r"'smtp' is no dict"),
        ('[api]\nlisten = "0.0.0.0:8080"\n', r"\[api\] speaks plain HTTP"),
        ('time_zone = "Europe/Bruxelles"\n', r"'Europe/Bruxelles' is no time zone"),
        ('time_zone = "../Brussels"\n', r"is no time zone known here"),
        ("time_zone = 1\n", r"'time_zone' is no str"),
    ],
)
def test_refuses_what_is_wrong_with_file_section_and_key(tmp_path: Path, text: str, told: str):
    with pytest.raises(ConfigInvalid, match=rf"comity\.toml: .*{told}"):
        read(tmp_path, text)


def test_programs_come_by_plain_http_on_loopback_or_by_a_dangerous_word(tmp_path: Path):
    near = read(tmp_path, '[api]\nlisten = "127.0.0.1:8080"\n').api
    far = read(tmp_path, '[api]\nlisten = "0.0.0.0:8080"\nunsafe_plain_http = true\n').api
    assert near == ApiConfig(listen="127.0.0.1:8080")
    assert far == ApiConfig(listen="0.0.0.0:8080", unsafe_plain_http=True)
