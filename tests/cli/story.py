"""One lawful exchange, a warning and everything beside them, played by commands alone."""

from pathlib import Path
from typing import Any

import comity.law
from cli.homes import NOW, Homes, who

MARK = "THE MARKED SENTENCE"
"""Stands in one item; nobody but the judge and the recipient may see it."""


class Story:
    """What the commands said along the way."""

    def __init__(self, homes: Homes) -> None:
        self.homes = homes
        self.said: dict[str, dict[str, Any]] = {}
        self.lines: dict[str, str] = {}


def play(story: Story) -> None:
    """Play it all, once."""
    registers(story)
    designations(story)
    case = ask(story)
    answer(story, case)
    authorise(story, case)
    arrive(story, case)
    prove(story, case)
    on_duty(story)
    warn(story)
    other_endings(story)
    profiles(story)
    look_around(story)


def registers(story: Story) -> None:
    run = story.homes
    run("BE", "register", "demo", "--size", "30", "--seed", "7", *who("BE", "officer"))
    listed = Path(__file__).with_name("list.xml")
    story.said["import"] = run("BE", "register", "import", str(listed), *who("BE", "officer"))
    story.said["again"] = run("BE", "register", "import", str(listed), *who("BE", "officer"))
    story.said["converted"] = run.alone("register", "convert", str(listed), str(run.folder / "list.ftm"))
    found = run(
        "BE", "register", "search", "--name", "вихорев", "--purpose", "inquiry", *who("BE", "officer")
    )
    story.said["found"] = found


LISTED = """[[list]]
lister = "RU"
title = "Demonstration national list of Russia"
dated = 2019-10-01
effects = ["FREEZE_FUNDS"]
source = "fictional"
checked_on = 2019-10-01
confidence = "fictional"
fictional = true

[[list.entries]]
key = "RU.1"
name = "Cedar Front"
since = 2011-05-01
"""


def designations(story: Story) -> None:
    """Two legal officers of Russia apply a list, which is then compared with another lister's."""
    run, file = story.homes, story.homes.file("list.toml", LISTED)
    second = ("people", "add", "ru-legal-2", "--role", "LEGAL_OFFICER", "--seat", "RU/SPOC")
    run("RU", *second, "--until", "2020-10-30", *who("RU", "accreditation"))
    wrong = run.file("turkey.toml", LISTED.replace('"RU"\n', '"TURKEY"\n', 1))
    story.said["wrong list"] = dict(
        zip(("code", "what"), run.refused("RU", *_propose(wrong, "legal")), strict=True)
    )
    story.said["change"] = run("RU", "law", "lists", "change", file)
    story.lines["change"] = run.run("RU", "law", "lists", "change", file)[1]
    story.said["proposed"] = run("RU", *_propose(file, "legal"))
    story.said["one alone"] = dict(
        zip(("code", "what"), run.refused("RU", *_activate(file, "legal")), strict=True)
    )
    story.said["both told"] = run("RU", *_activate(file, "legal-2"))
    older = run.file("older.toml", LISTED.replace("2019-10-01", "2018-10-01").replace("Cedar", "Pine"))
    story.lines["older list"] = run.run("RU", *_propose(older, "legal"))[1]
    story.said["earlier day"] = dict(
        zip(
            ("code", "what"),
            run.refused("RU", "law", "lists", "show", "RU", "--on", "2019-09-30"),
            strict=True,
        )
    )
    story.said["list"] = run("RU", "law", "lists", "show", "RU", "--on", "2019-10-31")
    story.said["lists"] = run("RU", "law", "lists", "diff", "RU", "EU", "--on", "2019-10-31")


def _propose(file: str, person: str) -> tuple[str, ...]:
    return "law", "lists", "propose", file, *who("RU", person)


def _activate(file: str, person: str) -> tuple[str, ...]:
    return "law", "lists", "activate", file, *who("RU", person)


def ask(story: Story) -> str:
    run = story.homes
    draft = run.file("request.toml", str(run("RU", "case", "template")["toml"]))
    opened = run("RU", "case", "open", draft, *who("RU", "officer"))
    story.said["open"] = opened
    case = str(opened["matter"])
    assert run("RU", "case", "open", draft, "--case", case, *who("RU", "officer"))["matter"] == case
    words = ("case", "compatibility", case, *who("RU", "officer"))
    story.said["there"], story.lines["there"] = run("RU", *words), run.run("RU", *words)[1]
    story.lines["there fr"] = run.run("RU", *words, "--lang", "fr")[1]
    run("RU", "case", "approve", case, *who("RU", "supervisor"))
    run("RU", "case", "send", case, *who("RU", "duty"))
    by_courier(story)
    return case


def by_courier(story: Story) -> None:
    """Carry the request on foot, and the receipt back; all else goes by the line."""
    run = story.homes
    out, back = str(run.folder / "to-be"), str(run.folder / "to-ru")
    story.said["parcel"] = run("RU", "courier", "write", "BE", "--out", out)
    story.said["brought"] = run("BE", "courier", "read", out, "--receipts", back)
    story.said["brought back"] = run("RU", "courier", "read", back)
    run.carry()


def answer(story: Story, case: str) -> None:
    run = story.homes
    story.said["take"] = run("BE", "case", "take", case, *who("BE", "duty"))
    found = run.file("findings.toml", str(run("BE", "case", "template", "findings")["toml"]))
    run("BE", "case", "findings", case, found, *who("BE", "officer"))
    first = ("--category", "DC_IDENTITY", "--subject", "p1", "--linked", "--answers", "q1")
    run("BE", "case", "item", case, "i1", *first, "--text", "Arkady Velin", *who("BE", "officer"))
    second = ("--category", "DC_CASE_FACTS", "--subject", "p1", "--linked", "--answers", "q2")
    words = ("BE", "case", "item", case, "i2", *second, *who("BE", "officer"))
    run(*words, stdin=MARK.encode())
    story.said["decide"] = run("BE", "case", "decide", case, *who("BE", "officer"))
    story.said["too early"] = dict([run.refused("BE", "case", "release", case, *who("BE", "duty"))])
    run("BE", "case", "submit", case, *who("BE", "officer"))


def authorise(story: Story, case: str) -> None:
    run = story.homes
    words = ("law", "explain", case, "--lang", "fr", *who("BE", "legal"))
    story.lines["needed fr"] = run.run("BE", *words)[1]
    story.said["queue"] = run("BE", "judge", "orders")
    story.said["judge sees"] = run("BE", "judge", "view", case, *who("BE", "judge"))
    run("BE", "judge", "refuse", case, "--reasons", "the file is not complete", *who("BE", "judge"))
    run("BE", "case", "submit", case, *who("BE", "officer"))
    order = ("--docket", "2019/OJ/44", "--condition", "H3", "--days", "10")
    story.said["order"] = run("BE", "judge", "authorise", case, *order, *who("BE", "judge"))
    run("BE", "case", "transfer", case, "--note", "Needed for one inquiry.", *who("BE", "legal"))
    story.said["release"] = run("BE", "case", "release", case, *who("BE", "duty"))
    run.carry()


def arrive(story: Story, case: str) -> None:
    run = story.homes
    story.said["closed"] = dict([run.refused("RU", "case", "read", case, *who("RU", "officer"))])
    story.said["conditions"] = run("RU", "case", "conditions", case, *who("RU", "officer"))
    run("RU", "case", "agree", case, *who("RU", "officer"))
    story.said["read"] = run("RU", "case", "read", case, *who("RU", "officer"))
    run("RU", "case", "feedback", case, "ADVANCED_CASE", *who("RU", "officer"))
    run.carry()
    for state in ("RU", "BE"):
        story.said[f"show {state}"] = run(state, "case", "show", case)
        story.lines[f"show {state}"] = run.run(state, "case", "show", case)[1]
    for language in ("en", "fr"):
        words = ("law", "explain", case, "--lang", language, *who("BE", "legal"))
        story.said[f"why {language}"] = run("BE", *words)
        story.lines[f"why {language}"] = run.run("BE", *words)[1]


def profiles(story: Story) -> None:
    """Adopt a shipped profile at RU by two persons, declare it to BE, and look at both beside."""
    run, file = story.homes, str(story.homes.folder / "RU.toml")
    story.said["shipped"] = run("RU", "law", "value", "write", "RU", file)
    run("RU", "law", "value", "propose", file, *who("RU", "legal"))
    story.said["adopted"] = run("RU", "law", "value", "adopt", file, *who("RU", "delegate"))
    story.said["declared"] = run("RU", "partner", "declare", "BE", *who("RU", "legal"))
    run.carry()
    story.said["profile"] = run("BE", "partner", "profile", "RU")
    story.said["texts"] = run("BE", "partner", "texts", "RU")
    story.lines["profile"] = run.run("BE", "partner", "profile", "RU")[1]


def prove(story: Story, case: str) -> None:
    run = story.homes
    for state in ("RU", "BE"):
        proof, trust = (str(run.folder / f"{state}.{end}") for end in ("proof", "trust"))
        run(state, "proof", "export", case, "--out", proof)
        run(state, "proof", "bundle", "--out", trust)
        story.said[f"proof {state}"] = run.alone("proof", "verify", proof, "--trust", trust)
        story.said[f"ledger {state}"] = run(state, "ledger", "verify")
        story.said[f"head {state}"] = run(state, "ledger", "head")


def on_duty(story: Story) -> None:
    run, night = story.homes, ("--end", "2019-11-01T08:00+00:00")
    supervisor, court = who("BE", "supervisor"), who("BE", "magistrate")
    run("BE", "duty", "roster", "set", "SPOC_DUTY", "be-duty", *night, *supervisor)
    run("BE", "duty", "roster", "set", "DUTY_MAGISTRATE", "be-magistrate", *night, *court)
    run("BE", "duty", "contact", "be-duty", "--mail", "duty@police.example", *who("BE", "operator"))
    story.said["roster"] = run("BE", "duty", "roster", "show")
    story.said["duty"] = run("BE", "duty", "check")
    story.said["once"] = run("BE", "duty", "run", "--once")
    run.carry()
    story.said["told"] = run("RU", "duty", "check")


def warn(story: Story) -> None:
    run = story.homes
    draft = run.file("alert.toml", str(run("BE", "alert", "template")["toml"]))
    alert = str(run("BE", "alert", "draft", draft, *who("BE", "officer"))["matter"])
    danger = run.file("danger.toml", DANGER)
    run("BE", "alert", "findings", alert, danger, *who("BE", "duty"))
    run("BE", "duty", "call", alert, "--whom", "DUTY_MAGISTRATE", "--whom", "JUDGE", *who("BE", "duty"))
    story.said["calls"] = run("BE", "duty", "notices")
    run("BE", "duty", "ack", alert, *who("BE", "magistrate"))
    story.said["answered"] = run("BE", "duty", "notices")
    run("BE", "alert", "attempt", alert, "--whom", "magistrate", "--result", "none", *who("BE", "duty"))
    identity = ("--category", "DC_IDENTITY", "--subject", "p1", "--linked", "--text", "Arkady Velin")
    run("BE", "alert", "item", alert, "who", *identity, *who("BE", "officer"))
    facts = ("--category", "DC_NON_PERSONAL", "--text", "An attack on a school within three hours.")
    run("BE", "alert", "item", alert, "danger", *facts, *who("BE", "officer"))
    story.said["received there"] = run("BE", "alert", "compatibility", alert, *who("BE", "officer"))
    run("BE", "alert", "approve", alert, *who("BE", "supervisor"))
    story.said["danger"] = run("BE", "alert", "decide", alert, *who("BE", "duty"))
    run("BE", "alert", "propose", alert, *who("BE", "duty"))
    run("BE", "alert", "second", alert, *who("BE", "legal"))
    run("BE", "alert", "issue", alert, *who("BE", "duty"))
    run.carry()
    run("RU", "alert", "ack", alert, *who("RU", "duty"))
    story.said["warned"] = run("RU", "alert", "read", alert, *who("RU", "officer"))
    run("RU", "alert", "respond", alert, "MEASURE_TAKEN", *who("RU", "duty"))
    run("RU", "alert", "feedback", alert, "ADVANCED_CASE", *who("RU", "officer"))
    run.carry()
    run.at("2019-10-31T11:00:00+00:00")
    story.said["unconfirmed"] = dict([run.refused("BE", "alert", "renew", alert, *who("BE", "duty"))])
    reasons = ("--confirmed", "--reasons", "the danger was real")
    run("BE", "alert", "review", alert, *reasons, *who("BE", "magistrate"))
    run("BE", "alert", "renew", alert, *who("BE", "duty"))
    run.at("2019-11-08T09:00:00+00:00")
    story.said["ran"] = run("BE", "clock", "run")
    run("BE", "node", "line")
    run("BE", "partner", "line", "show", "RU")
    for step, person in (("propose", "operator"), ("accept", "duty")):
        run("BE", "partner", "line", step, "RU", "--address", "https://ru.example", *who("BE", person))
    story.said["urgencies"] = run("BE", "release", "urgencies")
    story.said["overdue"] = run("BE", "clock", "overdue")
    run("BE", "alert", "inspect", alert, *reasons, *who("BE", "dpo"))
    story.said["warning"] = run("BE", "alert", "show", alert)
    run.at(NOW)


DANGER = """
[[subjects]]
label = "p1"
status = "PERSON_POSING_DANGER"
name = "Arkady Velin"
nationalities = ["RU"]
open_case = true
minor = false

[danger]
to_life = true
concrete = true
order_too_late = true
order_tried = true
"""


def other_endings(story: Story) -> None:
    for ending in (neutral, refused, recalled, returned, withdrawn):
        ending(story)
    for ending in ("recall", "withdraw", "resolve"):
        warn_without_name(story, ending)


def sent(story: Story) -> str:
    """Open, approve and send a request."""
    run = story.homes
    draft = str(run.folder / "request.toml")
    case = str(run("RU", "case", "open", draft, *who("RU", "officer"))["matter"])
    run("RU", "case", "approve", case, *who("RU", "supervisor"))
    run("RU", "case", "send", case, *who("RU", "duty"))
    run.carry()
    return case


def released(story: Story) -> str:
    """Have a request answered with one item that needs no judge, and carry it over."""
    run, case = story.homes, sent(story)
    run("BE", "case", "take", case, *who("BE", "duty"))
    found = run.file("unlinked.toml", UNLINKED)
    run("BE", "case", "findings", case, found, *who("BE", "officer"))
    words = ("--category", "DC_VEHICLE", "--subject", "p1", "--not-linked", "--text", "a blue van")
    run("BE", "case", "item", case, "i1", *words, *who("BE", "officer"))
    run("BE", "case", "transfer", case, "--note", "Needed for one inquiry.", *who("BE", "legal"))
    run("BE", "case", "release", case, *who("BE", "duty"))
    run.carry()
    return case


def neutral(story: Story) -> None:
    """Ask for a supplement, get it, hold nothing, and give the neutral reply."""
    run, case = story.homes, sent(story)
    words = ("--reason", "FORM", "--missing", "the translation")
    run("BE", "case", "return", case, *words, *who("BE", "duty"))
    run.carry()
    run("RU", "case", "send", case, *who("RU", "duty"))
    run.carry()
    run("BE", "case", "take", case, *who("BE", "duty"))
    run("BE", "case", "nothing", case, *who("BE", "officer"))
    story.said["none"] = run("BE", "case", "none", case, *who("BE", "duty"))
    run.carry()
    story.said["neutral at once"] = run("RU", "case", "show", case)
    run.at("2019-10-31T13:00:00+00:00")
    run("BE", "clock", "run")
    run.carry()
    story.said["neutral in its band"] = run("RU", "case", "show", case)
    run.at(NOW)


def refused(story: Story) -> None:
    run, case = story.homes, sent(story)
    run("BE", "case", "take", case, *who("BE", "duty"))
    run("BE", "case", "postpone", case, *who("BE", "duty"))
    run("BE", "case", "resume", case, *who("BE", "duty"))
    found = run.file("political.toml", POLITICAL)
    run("BE", "case", "findings", case, found, *who("BE", "officer"))
    story.said["refuse"] = run("BE", "case", "refuse", case, *who("BE", "duty"))


def recalled(story: Story) -> None:
    run, case = story.homes, released(story)
    run("RU", "case", "agree", case, *who("RU", "officer"))
    run.carry()
    run("BE", "case", "recall", case, "--why", "the wrong person", *who("BE", "legal"))
    run.carry()
    story.said["recalled"] = run("RU", "case", "show", case)
    story.said["blocked"] = dict([run.refused("RU", "case", "read", case, *who("RU", "officer"))])


def returned(story: Story) -> None:
    run, case = story.homes, released(story)
    story.said["returned"] = run("RU", "case", "return-unread", case, *who("RU", "duty"))


def withdrawn(story: Story) -> None:
    """Withdraw a request for which a face was proposed by two persons (TP3)."""
    run, case = story.homes, sent(story)
    run("BE", "case", "take", case, *who("BE", "duty"))
    face = ("--category", "DC_FACE", "--subject", "p1", "--linked", "--strictly-necessary", "--text", "…")
    run("BE", "case", "item", case, "face", *face, *who("BE", "officer"))
    words = ("--item", "face", "--necessity", "the only trace")
    run("BE", "case", "propose-special", case, *words, *who("BE", "officer"))
    run("BE", "case", "authorise-special", case, "--item", "face", *who("BE", "dpo"))
    run("RU", "case", "assign", case, "--to", "ru-liaison", *who("RU", "supervisor"))
    story.said["liaison"] = run("RU", "case", "list", *who("RU", "liaison"))
    story.said["withdrawn"] = run("RU", "case", "withdraw", case, *who("RU", "duty"))


def warn_without_name(story: Story, ending: str) -> None:
    run = story.homes
    draft = run.file("nameless.toml", NAMELESS)
    alert = str(run("BE", "alert", "draft", draft, *who("BE", "officer"))["matter"])
    run("BE", "alert", "findings", alert, str(run.folder / "danger.toml"), *who("BE", "duty"))
    facts = ("--category", "DC_NON_PERSONAL", "--text", "An attack within three hours.")
    run("BE", "alert", "item", alert, "danger", *facts, *who("BE", "officer"))
    run("BE", "alert", "approve", alert, *who("BE", "supervisor"))
    run("BE", "alert", "issue", alert, *who("BE", "duty"))
    words = ("--why", "a false alarm") if ending == "recall" else ()
    story.said[ending] = run("BE", "alert", ending, alert, *words, *who("BE", "duty"))


def look_around(story: Story) -> None:
    run = story.homes
    lend(story)
    for noun in PLAIN[:7]:
        story.said[noun] = run("BE", *noun.split())
    story.said["releases"] = run("BE", "release", "list")
    story.said["pair"] = run("BE", "partner", "pair", "RU")
    story.said["scripts"] = run.alone("partner", "simulate", "--list")
    write_law(story)
    story.said["proved"] = run.alone("law", "prove", "--only", "b")
    story.said["differs"] = run.alone("law", "diff", "shipped", "shipped")
    backtest(story)
    case = str(story.said["open"]["matter"])
    reading = {
        **{noun: () for noun in PLAIN},
        "case show": (case,),
        "people show": ("ru-leaver",),
        "partner pair": ("BE",),
        "case conditions": (case, *who("RU", "officer")),
        "case read": (case, *who("RU", "officer")),
        "law explain": (case, *who("RU", "legal")),
        "proof export": (case,),
        "register search": ("--name", "nobody", "--purpose", "inquiry", *who("RU", "officer")),
    }
    for noun, words in reading.items():
        story.lines[noun] = run.run("RU", *noun.split(), *words)[1]


def write_law(story: Story) -> None:
    run = story.homes
    room, cases = Path(comity.law.__file__).parent, Path(__file__).parents[1] / "law" / "cases"
    treaty = str(room / "agreements" / "demo-be-vn.toml")
    story.said["checked"] = run.alone("law", "check", treaty)
    story.said["decided"] = run.alone("law", "decide", str(cases / "migration.toml"))
    story.said["template"] = run.alone("law", "template", "police")
    story.said["copy"] = run.alone("law", "copy", treaty, "--holder", "BE", "--language", "fr")
    story.said["gaps"] = run.alone("law", "gaps", treaty, "--template", "police")
    story.said["docs"] = run.alone("law", "docs", "--cases", str(cases))
    both = Path(treaty).read_text() + Path(treaty).read_text().replace('version = "1"', 'version = "2"')
    story.said["compared"] = run.alone("law", "compare", run.file("two.toml", both), "demo-be-vn", "1", "2")


def backtest(story: Story) -> None:
    """Run the agreement of the two states, as a draft with one category less, over the past cases."""
    shipped = Path(comity.law.__file__).parent / "agreements" / "demo-be-ru.toml"
    police = "[[instrument]]" + shipped.read_text(encoding="utf-8").split("[[instrument]]")[1]
    draft = story.homes.file("draft.toml", police.replace('"DC_CASE_FACTS", ', ""))
    words = ("law", "backtest", draft, "--since", "2019-01-01", *who("BE", "legal"))
    story.said["backtest"] = story.homes("BE", *words)


def lend(story: Story) -> None:
    run, mine = story.homes, who("RU", "officer")
    story.said["token"] = run("RU", "people", "token", "issue", "imports", "--until", "2020-01-31", *mine)
    story.said["tokens"] = run("RU", "people", "token", "list")
    story.said["no token"] = run("RU", "people", "token", "end", str(story.said["token"]["token"]), *mine)
    story.said["ended"] = run("RU", "people", "token", "list")
    leaver = ("people", "add", "ru-leaver", "--role", "OFFICER", "--seat", "RU/SPOC", "--until", "2019-11-20")
    story.said["leaver"] = run("RU", *leaver, *who("RU", "accreditation"))
    run("RU", "people", "token", "issue", "imports", "--until", "2019-11-20", *who("RU", "leaver"))
    story.said["end"] = run("RU", "people", "end", "ru-leaver", "--why", "left", *who("RU", "dpo"))
    story.said["gone"] = run("RU", "people", "show", "ru-leaver")


PLAIN = ("node status", "node check", "people list", "partner list", "case list", "alert list", "law status")
PLAIN += ("judge orders", "ledger head", "ledger verify", "clock overdue", "clock run", "courier run")
PLAIN += ("duty check", "duty notices", "duty roster show")
PLAIN += ("release list", "case template", "alert template", "proof bundle", "partner invite")
UNLINKED = """
[[subjects]]
label = "p1"
status = "SUSPECT"
name = "Arkady Velin"
nationalities = ["RU"]
open_case = false
minor = false

[[offences]]
code = "fraud"
area = "PAYMENT_FRAUD"
max_penalty_months = 60
death_at_partner = false
"""
POLITICAL = UNLINKED + "\n[circumstances]\ndisproportionate = true\n"
NAMELESS = """
recipient = "RU/SPOC"
purpose = "PUBLIC_SECURITY_THREAT"
case_ref = "D-2019-4"
urgency = "URGENT"
urgency_reason = "danger to life within hours"
facts = "A message names place and time."
link_to_recipient = "The place lies in the recipient's territory."
necessity = "Lives are at stake."
"""
