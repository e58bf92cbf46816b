"""Notices on the wire: reference and urgency, over TLS, to configured places only."""

import email
import hashlib
import hmac
import json
import logging
import re
import smtplib
from email import policy
from pathlib import Path

import httpx2
import pytest

from comity.config import Config, Smtp, Webhook
from comity.demo.world import START
from comity.duty import senders
from comity.duty.senders import sign
from comity.errors import ConfigInvalid
from comity.exchange.notices import Notice
from comity.model.duty import Contact, Way
from comity.model.parties import StateCode
from comity.model.requests import MatterId, Urgency
from duty.receivers import certificate, mail_server, webhook

KEY = bytes(range(32))
TO = Contact(way=Way.SMTP, to="duty@police.example")


def notice(reference: str = "alert/BE-RU-2019-000123", id: str = "a" * 32) -> Notice:
    return Notice(id=id, reference=MatterId(reference), urgency=Urgency.URGENT)


def home(folder: Path, smtp: Smtp | None = None, webhook: Webhook | None = None) -> Config:
    (folder / "webhook.key").write_bytes(KEY)
    (folder / "smtp.password").write_text("correct horse\n")
    return Config(home=folder, state=StateCode("BE"), smtp=smtp, webhook=webhook)


def mailer(folder: Path, port: int, **more: object):
    smtp = Smtp(host="127.0.0.1", port=port, sender="comity@police.example", **more)
    return senders(home(folder, smtp=smtp))[Way.SMTP]


def hook(folder: Path, *hosts: str, **more: object):
    return senders(home(folder, webhook=Webhook(hosts=hosts, **more)))[Way.WEBHOOK]


# ── mail ────────────────────────────────────────────────────────────────────────────────────────
def test_a_mail_says_reference_and_urgency_over_starttls(tmp_path: Path):
    certificate(tmp_path)
    with mail_server(tmp_path) as (port, box):
        mailer(tmp_path, port, ca="server.pem")(TO, notice(), START)
    assert (box.over_tls, box.to) == ([True], ["duty@police.example"])
    mail = email.message_from_bytes(box.mails[0], policy=policy.default)
    assert dict(mail.items()) == {
        "From": "comity@police.example",
        "To": "duty@police.example",
        "Subject": "URGENT: alert/BE-RU-2019-000123",
        "Date": "Thu, 31 Oct 2019 09:00:00 +0000",
        "Message-ID": f"<{'a' * 32}@police.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit",
        "MIME-Version": "1.0",
    }
    assert mail.get_content() == "Reference: alert/BE-RU-2019-000123\r\nUrgency: URGENT\r\n"


def test_a_mail_server_may_ask_who_sends(tmp_path: Path):
    certificate(tmp_path)
    with mail_server(tmp_path, user="node", password="correct horse") as (port, box):
        mailer(tmp_path, port, ca="server.pem", user="node")(TO, notice(), START)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            mailer(tmp_path, port, ca="server.pem", user="other")(TO, notice(), START)
    assert len(box.mails) == 1


def test_a_mail_goes_to_no_server_that_nobody_vouches_for(tmp_path: Path):
    certificate(tmp_path)
    with mail_server(tmp_path) as (port, box), pytest.raises(OSError, match="certificate verify failed"):
        mailer(tmp_path, port)(TO, notice(), START)
    assert box.mails == []


def test_a_mail_goes_to_no_server_without_tls_unless_that_was_asked_for(tmp_path: Path):
    with mail_server() as (port, box):
        with pytest.raises(smtplib.SMTPNotSupportedError):
            mailer(tmp_path, port)(TO, notice(), START)
        assert box.mails == []
        mailer(tmp_path, port, unsafe_plaintext=True)(TO, notice(), START)
    assert box.over_tls == [False]


def test_a_recipient_whom_the_server_refuses_is_a_failure(tmp_path: Path):
    gone = Contact(way=Way.SMTP, to="refused@police.example")
    with mail_server() as (port, _), pytest.raises(smtplib.SMTPRecipientsRefused):
        mailer(tmp_path, port, unsafe_plaintext=True)(gone, notice(), START)


# ── webhook ─────────────────────────────────────────────────────────────────────────────────────
def test_a_webhook_gets_reference_and_urgency_signed(tmp_path: Path):
    certificate(tmp_path)
    with webhook(tmp_path) as (host, posts):
        to = Contact(way=Way.WEBHOOK, to=f"https://{host}/duty?team=7")
        hook(tmp_path, host, ca="server.pem")(to, notice(), START)
    assert posts.paths == ["/duty?team=7"]
    assert json.loads(posts.bodies[0]) == {"reference": "alert/BE-RU-2019-000123", "urgency": "URGENT"}
    headers = posts.headers[0]
    assert (headers["Comity-Timestamp"], headers["Comity-Notice"]) == ("2019-10-31T09:00:00Z", "a" * 32)
    said = b"2019-10-31T09:00:00Z\n" + b"a" * 32 + b"\n" + posts.bodies[0]
    assert headers["Comity-Signature"] == "v1=" + hmac.new(KEY, said, hashlib.sha256).hexdigest()


def test_no_log_names_the_address_of_a_webhook(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with webhook() as (host, _), caplog.at_level(logging.DEBUG):
        send = hook(tmp_path, host, unsafe_plain_http=True)
        send(Contact(way=Way.WEBHOOK, to=f"http://{host}/marked-address"), notice(), START)
    assert "marked-address" not in caplog.text


@pytest.mark.parametrize("changed", ["at", "id", "body", "key"])
def test_a_webhooks_signature_covers_all_of_it(changed: str):
    said = {"key": KEY, "at": "2019-10-31T09:00:00Z", "id": "a" * 32, "body": b"{}"}
    other = {"key": bytes(32), "at": "2019-10-31T09:00:01Z", "id": "b" * 32, "body": b"{ }"}
    assert sign(**said) != sign(**{**said, changed: other[changed]})


def test_a_webhook_is_posted_to_configured_hosts_only(tmp_path: Path):
    certificate(tmp_path)
    with webhook(tmp_path) as (host, posts), webhook(tmp_path) as (other, elsewhere):
        send = hook(tmp_path, host, ca="server.pem")
        for address in (f"https://{other}/duty", f"https://{host}.attacker.example/", f"http://{host}/duty"):
            with pytest.raises(PermissionError):
                send(Contact(way=Way.WEBHOOK, to=address), notice(), START)
    assert posts.bodies == elsewhere.bodies == []


def test_a_webhook_that_sends_us_elsewhere_is_a_failure(tmp_path: Path):
    certificate(tmp_path)
    with webhook(tmp_path) as (host, posts), webhook(tmp_path) as (other, elsewhere):
        posts.answer, posts.location = 307, f"https://{other}/duty"
        with pytest.raises(ConnectionError, match="307"):
            hook(tmp_path, host, other, ca="server.pem")(
                Contact(way=Way.WEBHOOK, to=f"https://{host}/duty"), notice(), START
            )
    assert elsewhere.bodies == []


@pytest.mark.parametrize("answer", [400, 404, 500])
def test_a_webhook_that_does_not_take_it_is_a_failure(tmp_path: Path, answer: int):
    with webhook() as (host, posts):
        posts.answer = answer
        with pytest.raises(ConnectionError, match=str(answer)):
            hook(tmp_path, host, unsafe_plain_http=True)(
                Contact(way=Way.WEBHOOK, to=f"http://{host}/duty"), notice(), START
            )


def test_a_webhook_must_show_a_certificate_that_somebody_vouches_for(tmp_path: Path):
    certificate(tmp_path)
    with webhook(tmp_path) as (host, posts), pytest.raises(httpx2.ConnectError):
        hook(tmp_path, host)(Contact(way=Way.WEBHOOK, to=f"https://{host}/duty"), notice(), START)
    assert posts.bodies == []


# ── what a notice says ──────────────────────────────────────────────────────────────────────────
def test_two_notices_differ_in_reference_and_their_own_id_only(tmp_path: Path):
    """Whatever a matter is about, the bytes are the same."""
    first, second = notice("alert/BE-RU-2019-000123", "a" * 32), notice("case/RU-BE-2019-004711", "b" * 32)
    with mail_server() as (port, box), webhook() as (host, posts):
        to = Contact(way=Way.WEBHOOK, to=f"http://{host}/duty")
        for one in (first, second):
            mailer(tmp_path, port, unsafe_plaintext=True)(TO, one, START)
            hook(tmp_path, host, unsafe_plain_http=True)(to, one, START)
    alike = [
        bare.replace(one.reference.encode(), b"REFERENCE").replace(one.id.encode(), b"ID")
        for one, bare in zip((first, second), box.mails, strict=True)
    ]
    assert alike[0] == alike[1]
    bodies = [
        b.replace(one.reference.encode(), b"REFERENCE")
        for one, b in zip((first, second), posts.bodies, strict=True)
    ]
    assert bodies[0] == bodies[1] == b'{"reference": "REFERENCE", "urgency": "URGENT"}'
    own = {"Comity-Notice", "Comity-Signature", "Content-Length"}
    assert next({k: v for k, v in h.items() if k not in own} for h in posts.headers) == {
        k: v for k, v in posts.headers[1].items() if k not in own
    }
    assert re.search(rb"https?://", box.mails[0]) is None


# ── configuration ───────────────────────────────────────────────────────────────────────────────
def test_a_short_key_or_a_missing_secret_is_told_with_its_file(tmp_path: Path):
    config = home(tmp_path, webhook=Webhook(hosts=("pager.example",)))
    (tmp_path / "webhook.key").write_bytes(KEY[:31])
    with pytest.raises(ConfigInvalid, match=r"webhook\.key has less than 32 bytes"):
        senders(config)
    smtp = Smtp(host="127.0.0.1", sender="comity@police.example", user="node", password_file="nowhere")
    with pytest.raises(ConfigInvalid, match="nowhere cannot be read"):
        senders(home(tmp_path, smtp=smtp))
    smtp = Smtp(host="127.0.0.1", sender="comity@police.example", ca="nowhere.pem")
    with pytest.raises(ConfigInvalid, match=r"nowhere\.pem holds no certificates that can be read"):
        senders(home(tmp_path, smtp=smtp))


def test_without_configuration_there_is_no_way(tmp_path: Path):
    assert senders(home(tmp_path)) == {}
