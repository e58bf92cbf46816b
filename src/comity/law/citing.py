"""Articles cited in the language of an explanation: rules name them in English, people read their own.

What a profile names otherwise, such as the title of another national act, is cited as it stands there.
"""

import re
from functools import cache

_FRENCH = {
    "Vienna Convention on Consular Relations": "Convention de Vienne sur les relations consulaires",
    "Vienna Convention on Diplomatic Relations": "Convention de Vienne sur les relations diplomatiques",
    "Terrorist Bombings Convention": "Convention pour la répression des attentats terroristes à l'explosif",
    "Refugee Convention": "Convention relative au statut des réfugiés",
    "Model Treaty on Mutual Assistance": "Traité type d'entraide judiciaire",
    "Model Treaty on Extradition": "Traité type d'extradition",
    "TIP Protocol": "protocole contre la traite des personnes",
    "Traffic Light Protocol": "protocole de partage de l'information (TLP)",
    "Common Position": "position commune",
    "Directive": "directive",
    "Regulation": "règlement",
    "LED": "directive (UE) 2016/680",
    "GDPR": "RGPD",
    "(EU)": "(UE)",
    "ECHR Rule": "règlement de la Cour européenne des droits de l'homme, art.",
    "ECHR": "CEDH",
    "CJEU": "CJUE",
    "ECE": "Convention européenne d'extradition",
    "UNTOC": "Convention de Palerme",
    "VCLT": "Convention de Vienne sur le droit des traités",
    "ICCPR": "PIDCP",
    "CAT": "Convention contre la torture",
    "CRC": "Convention relative aux droits de l'enfant",
    "INTERPOL RPD": "règlement d'INTERPOL sur le traitement des données",
    "FATF": "GAFI",
    "Convention 108+": "Convention 108+",
    "CETS": "STCE",
    "ETS": "STE",
    "Protocol": "protocole n°",
    "recital": "considérant",
    "arts": "art.",
    "and": "et",
    "government decision on relations with": "décision du gouvernement sur les relations avec",
    "handling code of the item": "code de traitement de la pièce",
    "conditions of use": "conditions d'utilisation",
    "onward transfer": "transfert ultérieur",
    "lists applied by": "listes appliquées par",
    "transfer rule of": "règle de transfert, droit de l'État",
    "extradition law of": "loi d'extradition, droit de l'État",
    "law of": "droit de l'État",
    "on arrest": "sur l'arrestation",
    "on assurances": "sur les garanties",
    "Code of Criminal Procedure arts 28quinquies": "Code d'instruction criminelle art. 28quinquies",
    "Code of Criminal Procedure": "Code de procédure pénale",
    "Criminal Procedure Code": "Code de procédure pénale",
    "Criminal Procedure Law": "loi de procédure pénale",
    "Demonstration Act on Danger to Life": "loi de démonstration sur le péril pour la vie",
    "profile of": "profil de",
    "dual criminality": "double incrimination",
    "declared and assessed": "déclaré et évalué",
    "authorisations": "autorisations",
    "assurances": "garanties",
    "authorities": "autorités",
    "channels": "canaux",
    "topic-only codes": "simples sujets de discussion",
    "crime areas": "domaines de criminalité",
    "data categories": "catégories de données",
    "duty to assist": "obligation d'assistance",
    "grounds of refusal": "motifs de refus",
    "hit/no-hit index": "index de concordance",
    "purposes": "finalités",
    "signed copies": "exemplaires signés",
}
_NAMES = {"fr": _FRENCH}


def cite(article: str, language: str) -> str:
    """Return an article as it is cited in a language; in English as the rule names it."""
    names = _NAMES.get(language)
    return article if names is None else _words(language).sub(lambda found: names[found[0]], article)


@cache
def _words(language: str) -> re.Pattern[str]:
    """Return what finds every name that a language has its own for, the longest first and only whole."""
    longest = sorted(_NAMES[language], key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")
