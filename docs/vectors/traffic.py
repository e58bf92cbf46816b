"""Vectors of what two nodes exchange: invitations, acts, envelopes, receipts, heads."""

from dataclasses import replace
from datetime import timedelta

from world import (
    BASIS,
    BE,
    CASE,
    LINE,
    NOW,
    PAIR,
    RU,
    Json,
    World,
    canonical,
    changed,
    cosigned,
    duty,
    header,
    instant,
    keys_of,
    vector,
)

from comity.acts.partners import fingerprint
from comity.acts.plain import to_plain
from comity.acts.ports import ActId
from comity.acts.wire import VALID, Inner, Join, Receipt, ShownHead, sign_receipts
from comity.errors import Replayed
from comity.model.parties import Authority, Channel, StateCode
from comity.model.requests import (
    CrimeArea,
    DataCategory,
    Offence,
    Proportionality,
    Purpose,
    Question,
    Request,
    RequestType,
    Subject,
    SubjectStatus,
)
from comity.seal import envelope
from comity.seal.canonical import b64, decode, digest_hex, unb64, unframe

REQUEST = Request(
    reference="RU-BE-2019-004711",
    type=RequestType.T02,
    sender=Authority.parse("RU/SPOC"),
    recipient=Authority.parse("BE/SPOC"),
    channel=Channel.BILATERAL_SPOC,
    basis=BASIS,
    purpose=Purpose.INVESTIGATION,
    case_ref="VG-2019-771",
    subjects=(
        Subject(
            label="s1",
            status=SubjectStatus.SUSPECT,
            name="Arkady Velin",
            born="1980-05-04",
            nationalities=frozenset({RU}),
            open_case=None,
        ),
    ),
    offences=(
        Offence(
            code="fraud",
            area=CrimeArea.PAYMENT_FRAUD,
            articles=("Criminal Code art. 159",),
            max_penalty_months=72,
            punishable_here=None,
        ),
    ),
    questions=(
        Question(id="q1", category=DataCategory.DC_CASE_FACTS, text="What does the file say?", subject="s1"),
    ),
    facts="Invoices were redirected between March and June 2019.",
    link_to_recipient="The account is held in BE.",
    necessity="Only the bank's file names the account's holder.",
    proportionality=Proportionality(
        necessity="No other source.",
        suitability="The file names him.",
        less_intrusive="None.",
        balance="One person.",
    ),
)
"""An invented request, as it leaves: what only its author knows is null."""


# ── the pair and its acts ───────────────────────────────────────────────────────────────────────
def pair(world: World) -> list[Json]:
    """Two invitations and the one fingerprint over them."""
    for state in (BE, RU):
        world.invite(state)
    text = fingerprint(world.invitations[BE], world.invitations[RU])
    own = {"invitation": "@RU invitation", "at": instant(0), "by": {"state": "BE", "demo": True}}
    return [
        vector(
            "invitation",
            {
                "state": "RU",
                "authority": "RU/SPOC",
                "key": keys_of("RU node").signing.id,
                "address": LINE.address,
            },
            own,
        ),
        changed("invitation", "signed-by-another", "signature-invalid", statement="@BE invitation/statement"),
        changed(
            "invitation", "of-a-demonstration", "demo-mixed-with-real", by={"state": "BE", "demo": False}
        ),
        changed("invitation", "of-the-node-itself", "malformed-message", by={"state": "RU", "demo": True}),
        changed("invitation", "out-of-date", "certificate-invalid", at="2040-01-01T00:00:00Z"),
        vector(
            "fingerprint",
            {"length": 49},
            {"invitations": ["@RU invitation", "@BE invitation"]},
            {"fingerprint": text},
        ),
    ]


def write_acts(world: World) -> None:
    """Join the pair, ask, and show a head; each act goes into both logs."""
    text = fingerprint(world.invitations[BE], world.invitations[RU])
    first: tuple[ActId, ...] = ()
    for state, minutes in ((RU, 0), (BE, 1)):
        key = keys_of(f"{state} node").sealing
        marks = {"what": digest_hex(text.encode()), "sealing": key.id}
        body = {"fingerprint": text, "sealing": key.public.to_plain()}
        join = header("partner.join", state, PAIR, minutes, follows=first, marks=marks, **duty(state))
        first = (world.put_act(f"{state} join", join, body, drawn=True),)
    marks = {"type": "T02", "urgency": "NORMAL"}
    asked = header("request.send", RU, CASE, 2, basis=BASIS, marks=marks, **duty(RU))
    world.put_act("request", asked, {"request": to_plain(replace(REQUEST, made_at=asked.at))})


def acts(world: World) -> list[Json]:
    """One act, and what makes one invalid."""
    act = world.acts["request"][0]
    said = {"id": act.id, "commitment": act.header.commitment.hex(), "kind": "request.send", "author": "duty"}
    own = {
        "act": "@request act",
        "personal": True,
        "node": "@RU invitation",
        "root": "@RU root",
    }
    signatures = {"node": "@request act/signatures/node", "person": "@request act/signatures/person"}
    bad = {
        "with-one-member-more": {"more": 1},
        "of-another-version": {"v": "comity/2"},
        "following-out-of-order": {"follows": ["b0" * 32, "a0" * 32]},
        "following-one-twice": {"follows": ["a0" * 32, "a0" * 32]},
        "at-no-instant": {"at": "2019-11-04 09:02"},
        "by-no-role": {"role": "CHIEF"},
        "in-no-lane": {"lane": "fast"},
        "with-a-number-for-a-mark": {"marks": {"type": 2}},
        "with-half-a-commitment": {"body": b64(bytes(16))},
    }
    return [
        vector("act", said, own),
        changed("act", "with-another-body", "seal-broken", body={"request": {}}),
        changed("act", "with-another-salt", "seal-broken", salt=b64(bytes(16))),
        changed("act", "with-a-short-salt", "malformed-message", salt=b64(bytes(15))),
        changed(
            "act",
            "without-its-person",
            "personal-signature-missing",
            signatures=signatures | {"person": None},
        ),
        changed("act", "signed-by-another-node", "signature-invalid", node="@BE invitation"),
        changed(
            "act",
            "signed-abroad",
            "certificate-invalid",
            signatures=signatures | {"person": "@BE join act/signatures/person"},
        ),
        changed(
            "act",
            "signed-for-another-act",
            "signature-invalid",
            signatures=signatures | {"person": "@RU join act/signatures/person"},
        ),
        *(changed("act", how, "malformed-message", statement_with=words) for how, words in bad.items()),
    ]


# ── envelope, receipt, heads ────────────────────────────────────────────────────────────────────
def envelopes(world: World) -> list[Json]:
    """Write an envelope from RU to BE with a head in it, and BE's receipts."""
    follows = (world.acts["BE join"][0].id,)
    world.put_act("head", header("head.show", RU, PAIR, 60, follows=follows), {}, drawn=True)
    act, signatures = world.acts["head"]
    log, to, size = world.logs[RU], keys_of("BE node").sealing.public, len(world.logs[RU].leaves)
    joins = (Join(size=3, path=tuple(map(unb64, log.consistency(3, size)))),)
    words = envelope.Header(
        id="e0" * 16,
        sender=RU,
        recipient=BE,
        key=to.id,
        seq=3,
        prev="d0" * 32,
        issued_at=act.header.at,
        expires_at=act.header.at + VALID,
    )
    inner = Inner(
        act=act,
        signatures=signatures.to_bytes(),
        to=BE,
        seq=3,
        prev=words.prev,
        head=shown(world, RU, act.id, size, joins),
        cosigned=b"",
        witnessed=0,
    )
    data = envelope.make(inner.to_bytes(), words, to=to, signer=keys_of("RU node").signing)
    plain = decode(unframe(data, 3)[0])
    late = "2020-11-04T10:00:01Z"
    return [
        vector(
            "envelope",
            {"header": plain, "act": "@head act", "head": {"size": size, "index": size - 1, "joins": [3]}},
            {"sender": "@RU invitation", "to": "BE", "at": instant(60), "opened_by": "@BE node seeds"},
            {"envelope": b64(data)},
        ),
        changed("envelope", "cut", "truncated", cut=("envelope", 1)),
        changed("envelope", "altered", "signature-invalid", flip=("envelope", len(data) - 1)),
        changed("envelope", "from-another-key", "signature-invalid", sender="@BE invitation", claimed="RU"),
        changed("envelope", "to-another-state", "retargeted", to="TR"),
        changed("envelope", "late", "replayed", at=late),
        changed("envelope", "opened-by-another-key", "recipient-key-changed", opened_by="@RU node seeds"),
        changed("envelope", "of-unknown-suite", "unknown-suite", header_with={"suite": 2}),
        changed("envelope", "with-one-member-more", "malformed-message", header_with={"kind": "head.show"}),
        changed("envelope", "with-another-number", "signature-invalid", header_with={"seq": 4}),
        *receipts(world, data, act.id, size),
    ]


def shown(world: World, state: StateCode, act: ActId, size: int, joins: tuple[Join, ...] = ()) -> ShownHead:
    """Show an act's place under a state's head."""
    place = world.place(state, act, size)
    path = tuple(map(unb64, place["path"]))
    return ShownHead(note=world.logs[state].note(size), index=place["index"], path=path, joins=joins)


def receipts(world: World, data: bytes, act: ActId, size: int) -> list[Json]:
    """Write BE's receipt for the envelope, and a refusal."""
    lines = cosigned(world.logs[RU], size, BE, 61)
    world.put("RU head", drawn={"note": b64(world.logs[RU].note(size)), "lines": b64(lines)})
    words: Json = {
        "envelope": "e0" * 16,
        "digest": digest_hex(data),
        "at": NOW + timedelta(minutes=61),
        "by": BE,
    }
    taken = Receipt(
        act=act,
        state="taken",
        cosignature=lines,
        cosigned=size,
        witnessed=size,
        head=shown(world, BE, act, size),
        **words,
    )
    refused = Receipt(
        act=ActId(""), state="refused", code="replayed", what=(Replayed.__doc__ or ""), witnessed=0, **words
    )
    vectors = []
    together = (("receipt", taken), ("receipt-of-a-refusal", refused))
    signed = sign_receipts([receipt for _, receipt in together], keys_of("BE node").signing)
    for (name, receipt), written in zip(together, signed, strict=True):
        plain = decode(written)
        plain["statement"] = canonical(receipt.statement())
        if receipt.cosignature:
            plain["statement"]["canonical"]["cosignature"] = "@RU head/lines"
        said = {"state": receipt.state, "code": receipt.code, "cosigned": receipt.cosigned, "by": "BE"}
        vectors.append(vector(name, said, {"by": "@BE invitation"}, {"receipt": plain}))
    return [
        *vectors,
        changed("receipt", "signed-by-another", "signature-invalid", by="@RU invitation"),
        changed("receipt", "with-another-state", "signature-invalid", statement_with={"state": "held"}),
    ]


def heads(world: World) -> list[Json]:
    """Read a signed head, its cosignature, and what a witness says of it."""
    log, size = world.logs[RU], 4
    note, lines = log.note(size), cosigned(log, size, BE, 61)
    before = {"size": 3, "root": log.root(3).hex()}
    last = {"note": len(note.splitlines()[-1]) + 1, "lines": len(lines.splitlines()[-1]) + 1}
    witnessed = (
        ("extends", {"cosigned": size}, {}, log.consistency(3, size)),
        ("finds-another-root", "consistency-invalid", {"root": "00" * 32}, log.consistency(3, size)),
        ("finds-fewer-entries", "log-rolled-back", {"size": 9}, []),
    )
    own = {"log": "@RU invitation", "origin": log.key.name, "note": "@RU head/note"}
    seen = {"of": "note", "lines": "@RU head/lines", "witness": "@BE invitation", "name": "comity/BE/witness"}
    return [
        vector("note", {"size": size}, own, {"root": log.root(size).hex()}),
        changed("note", "of-another-log", "checkpoint-invalid", origin="comity/RU/pair/TR"),
        changed("note", "altered", "checkpoint-invalid", flip=("note", len(note) - 60)),
        changed("note", "without-its-second-line", "checkpoint-invalid", cut=("note", last["note"])),
        vector("cosignature", {"at": instant(61)}, seen),
        changed("cosignature", "of-another-witness", "checkpoint-invalid", witness="@RU invitation"),
        changed("cosignature", "with-one-line", "checkpoint-invalid", cut=("lines", last["lines"])),
        *(
            vector(f"witness-{how}", expect, {"of": "note"}, {"path": path, "before": before | known})
            for how, expect, known, path in witnessed
        ),
    ]
