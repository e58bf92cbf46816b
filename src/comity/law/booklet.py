"""The law as pages: from article to rule to the situations that show it, written from its own files."""

from collections.abc import Iterable, Iterator, Mapping

from comity.law.clauses import Clause
from comity.law.conditions import AllOf, AnyOf, Condition, Named, Not, names_in
from comity.law.naming import vocabulary
from comity.law.rulebook import Rule, Rulebook
from comity.law.trying import Tried

EFFECTS = {
    "M": "refuses",
    "S": "asks for a supplement, then refuses",
    "O": "asks for a decision",
    "REFER": "asks for a look",
    "A": "needs an authorisation",
    "C": "sets conditions",
    "DUTY": "obliges to assist",
    "NONE": "stands in nobody's way",
}
"""What an effect does, in words."""

SHOWN = 12
"""The most situations that one rule names of each kind."""

SHOWN_BESIDE = 4
"""The most that stand beside one rule under an article."""

Pages = Mapping[str, str]


def pages(rulebook: Rulebook, tried: Iterable[Tried]) -> Pages:
    """Write all pages, by file name: index, articles, rules, situations, facts."""
    cases = tuple(sorted(tried, key=lambda one: one.situation.id))
    rules = rulebook.rules
    return {
        "index.md": _index(rules, cases),
        "articles.md": _articles(rules, cases),
        "rules.md": _rules(rules, cases),
        "situations.md": _situations(rules, cases),
        "facts.md": _facts(rules),
    }


def _page(title: str, *lines: str) -> str:
    note = "Written by `comity law docs` from the law's own files. Illustrative, not legal advice."
    return "\n".join([f"# {title}", "", note, "", *lines]) + "\n"


def _index(rules: tuple[Rule, ...], cases: tuple[Tried, ...]) -> str:
    clauses = sum(len(rule.clauses) for rule in rules)
    rows = (
        f"| [{rule.id}](rules.md#{_anchor(rule.id)}) | {rule.title['en']} | {rule.source} |" for rule in rules
    )
    return _page(
        "The law as it decides",
        f"{len(rules)} rules in {clauses} clauses, shown by {len(cases)} situations. Read it from the",
        "[articles](articles.md), the [rules](rules.md), the [situations](situations.md) or the",
        "[facts](facts.md) that the rules are written in.",
        "",
        "| Rule | | Source |",
        "|---|---|---|",
        *rows,
    )


def _articles(rules: tuple[Rule, ...], cases: tuple[Tried, ...]) -> str:
    held: dict[str, set[str]] = {}
    for rule in rules:
        for clause in rule.clauses:
            for article in clause.article.split("; "):
                held.setdefault(article, set()).add(rule.id)
    shown = {rule.id: [one for one in cases if rule.id in _speaking(one)] for rule in rules}
    rows = (
        f"| {_plain(article)} | {_links([rule])} | {', '.join(map(_case, shown[rule][:SHOWN_BESIDE]))} |"
        for article in sorted(held)
        for rule in sorted(held[article])
    )
    head = ("| Article | Rule | Situations in which it speaks |", "|---|---|---|")
    return _page("From article to rule to situations", *head, *rows)


def _rules(rules: tuple[Rule, ...], cases: tuple[Tried, ...]) -> str:
    lines: list[str] = []
    for rule in rules:
        until = f" to {rule.valid_to}" if rule.valid_to else ""
        lines += [
            f"## {rule.id}",
            f"**{rule.title['en']}** / {rule.title['fr']}. Source: {rule.source}. "
            f"In force from {rule.valid_from}{until}.",
            "",
            *(line for clause in rule.clauses for line in _clause(clause)),
            *_shown(rule, cases),
            "",
        ]
    return _page("The rules", *lines[:-1])


def _clause(clause: Clause) -> Iterator[str]:
    what = EFFECTS[clause.effect]
    if clause.needs:
        what += f" from {' and '.join(map(_code, clause.needs))}"
    if clause.conditions:
        what += f" with {', '.join(map(_code, clause.conditions))}"
    where = f"**{_plain(clause.article)}**, on each {clause.scope}, {clause.level.name}"
    yield f"{clause.place + 1}. {where}: {what},"
    yield f"   because {clause.because['en']}."
    yield f"   When {_told(clause.when)}."


def _shown(rule: Rule, cases: tuple[Tried, ...]) -> Iterator[str]:
    spoke = [one for one in cases if rule.id in _speaking(one)]
    silent = [one for one in cases if rule.id in one.situation.expected.passed]
    for words, found in (("Speaks in", spoke), ("Expected to be silent in", silent)):
        if found:
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            yield ""
            yield f"{words} {', '.join(map(_case, found[:SHOWN]))}{more}."


def _speaking(one: Tried) -> frozenset[str]:
    """Return the rules that spoke of the message, an offence or an item."""
    units = (*one.decision.items, *one.decision.offences)
    return frozenset(g.rule for g in (*one.decision.grounds, *(g for unit in units for g in unit.grounds)))


def _situations(rules: tuple[Rule, ...], cases: tuple[Tried, ...]) -> str:
    written = {rule.id for rule in rules}
    lines: list[str] = []
    for one in cases:
        told, weighed = one.situation, one.situation.weighing
        request, speak = weighed.request, _speaking(one) & written
        lines += [
            f"## {told.id}",
            f"{told.title}.",
            "",
            f"{request.type.value} from {request.sender.code} to {request.recipient.code}, weighed by "
            f"{weighed.own.state} at {weighed.moment.value} on {weighed.on:%Y-%m-%d}: "
            f"**{told.expected.outcome}**. Rules that speak: {_links(sorted(speak)) or 'none'}.",
            "",
        ]
    return _page("The situations", *lines[:-1])


def _facts(rules: tuple[Rule, ...]) -> str:
    used: dict[str, set[str]] = {}
    for rule in rules:
        for clause in rule.clauses:
            for name in names_in(clause.when):
                used.setdefault(name, set()).add(rule.id)
    links = {name: _links(sorted(rules)) for name, rules in used.items()}
    rows = (
        f"| `{fact.name}` | {fact.scope} | {_plain(fact.meaning)} | {links.get(fact.name, '')} |"
        for fact in vocabulary().values()
    )
    return _page("The facts", "| Fact | Of | Meaning | Rules |", "|---|---|---|---|", *rows)


# ── words ───────────────────────────────────────────────────────────────────────────────────────
def _told(condition: Condition, *, inside: bool = False) -> str:
    match condition:
        case Named(name):
            return f"`{name}`"
        case Not(inner):
            return f"not {_told(inner, inside=True)}"
        case AllOf(parts):
            words = " and ".join(_told(part, inside=True) for part in parts)
        case AnyOf(parts):
            words = " or ".join(_told(part, inside=True) for part in parts)
    return f"({words})" if inside and len(parts) > 1 else words


def _links(rules: Iterable[str]) -> str:
    return ", ".join(f"[{rule}](rules.md#{_anchor(rule)})" for rule in rules)


def _case(one: Tried) -> str:
    label = one.situation.id
    return f"[{label}](situations.md#{_anchor(label)})"


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub makes of an id: small letters, digits and hyphens."""
    return "".join(c for c in heading.lower() if c.isalnum() or c in "-_")


def _code(word: str) -> str:
    return f"`{word}`"


def _plain(text: str) -> str:
    """Return a text that cannot break a table."""
    return text.replace("|", "\\|")
