"""Vectors of what leaves: sealed items, an order, a release, and the proof of the case."""

from datetime import timedelta
from hashlib import sha256

from world import (
    BASIS,
    BE,
    CASE,
    NOW,
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
    resolve,
    vector,
)

from comity.acts.plain import to_plain
from comity.model.authorisations import Order, OrderKind
from comity.model.people import Pseudonym, Role
from comity.model.releases import Conditions
from comity.model.requests import DataCategory, ItemId
from comity.seal.canonical import b64, digest_hex, encode, frame
from comity.seal.chunks import derive, padding, seal_chunks
from comity.seal.orders import Use, check_order, sign_order
from comity.seal.packages import (
    Label,
    Package,
    Part,
    Seen,
    cut_package,
    judge_view,
    open_share,
    seal_package,
    show_to,
)
from comity.seal.shares import release_shares

FILE = b"Invoice of 12 May 2019, redirected to the account of Arkady Velin."
NOTICE = b"The account was closed on 3 June 2019."
CONDITIONS = Conditions(
    handling="H1",
    purpose="INVESTIGATION",
    case_ref="VG-2019-771",
    retention_until=NOW + timedelta(days=5 * 365),
    texts=("no use in another case",),
)


def release(world: World) -> list[Json]:
    """Two sealed items, a judge's order for them, and the release that RU opens."""
    node, judge, recipient = (
        keys_of("BE node").sealing,
        keys_of("BE judge").sealing,
        keys_of("RU node").sealing,
    )
    secrets_of: dict[str, bytes] = {}
    whole = seal_package(_label("notice", DataCategory.DC_NON_PERSONAL), NOTICE, authority=node.public)
    cut = cut_package(
        _label("file", DataCategory.DC_CASE_FACTS), FILE, authority=node.public, judges=[judge.public]
    )
    packages = (whole, cut)
    for package in packages:
        parts = [open_share(package, Part.AUTHORITY, node)]
        parts += [open_share(package, Part.JUDGE, judge)] if package.cut else []
        secrets_of[package.label.item] = b"".join(parts)
    seen = [
        Seen(ordered=whole.ordered, plaintext=NOTICE),
        judge_view(cut, show_to(cut, node, judge.public), judge),
    ]
    order = Order(
        kind=OrderKind.JUDGE,
        matter=CASE,
        request=world.acts["request"][0].id,
        items=tuple(package.ordered for package in packages),
        recipient=RU,
        recipient_key=recipient.id,
        announcement=world.acts["RU join"][0].id,
        article="demo-be-ru-police/1 art. 4",
        conditions=("no use in another case",),
        given_by=Pseudonym("judge"),
        role=Role.JUDGE,
        authority="BE/COURT/brussels",
        docket="2019/118",
        given_at=NOW + timedelta(minutes=70),
        valid_until=NOW + timedelta(days=30),
    )
    chain = tuple(world.certificates[name] for name in ("BE judge", "BE court"))
    signed = sign_order(order, key=keys_of("BE judge").signing, chain=chain, seen=seen)
    plain: Json = signed.to_plain() | {"statement": canonical(signed.statement)}
    signature = signed.signatures[0].signature.to_plain()
    plain["signatures"] = [{"signature": signature, "chain": ["@BE judge", "@BE court"]}]
    world.put("order", drawn=plain)
    given = {
        "releaser": "@BE invitation",
        "opened_by": "@RU node seeds",
        "matter": CASE,
        "request": order.request,
        "at": instant(71),
    }
    checked = check_order(
        signed,
        Use(matter=CASE, request=order.request, releaser=BE, recipient=RU, recipient_key=recipient.id),
        roots=world.invitations[BE].roots,
        now=NOW + timedelta(minutes=71),
    )
    shares = release_shares(packages, checked, Part.AUTHORITY, key=node, recipient=recipient.public)
    shares += release_shares(packages, checked, Part.JUDGE, key=judge, recipient=recipient.public)
    body = {
        "request": order.request,
        "packages": [b64(package.stripped().to_bytes()) for package in packages],
        "orders": ["@order"],
        "shares": [share.to_plain() for share in shares],
        "conditions": to_plain(CONDITIONS),
    }
    world.put("release", drawn=body)
    marks = {"order": digest_hex(signed.statement), "items": "2"}
    told = header("reply.full", BE, CASE, 72, basis=BASIS, marks=marks, follows=(order.request,), **duty(BE))
    world.put_act("reply", told, body | {"orders": [signed.to_plain()]}, drawn=True, shown="@release")
    return [
        *(
            vector(
                f"package-{p.label.item}",
                {"content": text.decode(), "commitment": p.commitment, "digest": p.ordered.package},
                {"package": f"@release/packages/{n}", "secret": secrets_of[p.label.item].hex()},
            )
            for n, (p, text) in enumerate(((whole, NOTICE), (cut, FILE)))
        ),
        changed("package-notice", "under-another-secret", "key-not-committed", secret=bytes(32).hex()),
        changed("package-notice", "under-another-header", "key-not-committed", header_with={"item": "file"}),
        changed("package-notice", "altered", "cannot-open", flip=("package", 2000)),
        changed("package-notice", "cut", "truncated", cut=("package", 1)),
        changed("package-notice", "with-another-content", "content-differs", **_other_content(whole)),
        vector("order", {"given_by": "judge", "items": ["notice", "file"]}, given | {"order": "@order"}),
        changed("order", "for-another-case", "order-for-other-case", matter="case/RU-BE-2019-004712"),
        changed("order", "for-another-request", "order-for-other-case", request="00" * 32),
        changed("order", "too-late", "order-expired", at=instant(31 * 24 * 60)),
        changed("order", "for-another-key", "recipient-key-changed", opened_by="@BE node seeds"),
        changed("order", "for-more-than-it-names", "order-does-not-cover", items=[_more(whole)]),
        changed(
            "order",
            "signed-by-nobody",
            "personal-signature-missing",
            order={"statement": "@order/statement", "signatures": []},
        ),
        changed("order", "altered", "signature-invalid", statement_with={"docket": "2019/119"}),
        vector(
            "release", {"notice": NOTICE.decode(), "file": FILE.decode()}, given | {"release": "@release"}
        ),
        changed("release", "without-the-judges-share", "cannot-open", shares=[0, 1]),
        changed(
            "release",
            "with-a-share-of-another-item",
            "cannot-open",
            shares=[1, 1, 2],
            items=["notice", "file", "file"],
        ),
        changed("release", "by-another-node", "recipient-key-changed", opened_by="@BE node seeds"),
    ]


def _label(item: str, category: DataCategory) -> Label:
    return Label(matter=CASE, item=ItemId(item), category=category)


def _more(package: Package) -> dict[str, str]:
    named = package.ordered
    return {
        "item": "more",
        "category": named.category,
        "package": named.package,
        "commitment": named.commitment,
    }


def _other_content(package: Package) -> Json:
    """Seal a text under a header that commits to another one."""
    secret, text = bytes(range(32)), bytes(32) + b"Another text."
    key = derive(secret, b"comity/1 package\n" + sha256(package.header).digest())
    ciphertext = b"".join(seal_chunks(key, [text, padding(len(text))]))
    return {"secret": secret.hex(), "package": b64(frame(package.header, b"[]", ciphertext))}


def proof(world: World) -> list[Json]:
    """Write the proof of the case by BE, and the two roots it is checked against."""
    log = world.logs[BE]
    size = len(log.leaves)
    note = log.note(size)
    lines = cosigned(log, size, RU, 80)
    acts = []
    for name in ("RU join", "BE join", "request", "reply"):
        act = f"@{name} act"
        opening = (
            {"salt": f"{act}/salt", "body": b64(world.acts[name][0].body or b"")}
            if name == "request"
            else None
        )
        acts.append(
            {
                "statement": f"{act}/statement",
                "signatures": f"{act}/signatures",
                "orders": ["@order"] if name == "reply" else [],
                "opening": opening,
                "place": {"head": 0} | world.place(BE, world.acts[name][0].id, size),
                "receipt": None,
            }
        )
    said = {
        "v": "comity/1 proof",
        "demo": True,
        "by": "BE",
        "matter": CASE,
        "made_at": instant(90),
        "parties": {"BE": "@BE invitation", "RU": "@RU invitation"},
        "heads": [{"note": b64(note), "lines": b64(lines)}],
        "acts": acts,
    }
    signed = (
        keys_of("BE node").signing.sign(encode(resolve(said, world.papers)), b"comity/1 proof").to_plain()
    )
    trust = {"v": "comity/1 trust", "demo": True, "roots": {"BE": "@BE root", "RU": "@RU root"}}
    mixed = {"v": "comity/1 trust", "demo": True, "roots": {"BE": "@RU root", "RU": "@BE root"}}
    real = trust | {"demo": False}
    own = {"trust": trust}
    return [
        vector("proof", {"verdict": "valid"}, own, {"proof": said, "signature": signed}),
        changed("proof", "without-trust", {"verdict": "consistent, signers unknown"}, trust=None),
        changed("proof", "against-other-roots", {"verdict": "invalid"}, trust=mixed),
        changed("proof", "against-roots-of-real-states", {"verdict": "invalid"}, trust=real),
        changed("proof", "altered", {"verdict": "invalid"}, flip=("signature.ed25519", 3)),
        changed("proof", "of-a-false-place", {"verdict": "invalid"}, flip=("proof.acts.2.place.path.0", 3)),
        changed("proof", "of-a-false-cosignature", {"verdict": "invalid"}, flip=("proof.heads.0.lines", 120)),
    ]
