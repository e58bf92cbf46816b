"""How the bodies of requests look, for the document; every person in them is invented."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "NewItem": {
        "item": {
            "id": "identity",
            "category": "DC_IDENTITY",
            "subject": "p1",
            "linked_case": True,
            "answers": "q1",
        },
        "content": {"text": "Arkady Velin, born 1980-05-04, passport RU-000000."},
    },
    "Examined": {"seen": "ALTERED"},
    "Papers": {
        "papers": [
            {
                "kind": "PASSPORT",
                "issuer": "BE",
                "number": "EN000000",
                "fate": "STOLEN",
                "since": "2018-08-01",
                "source": "BE passports",
            }
        ]
    },
    "Crossings": {
        "crossings": [
            {
                "name": "Arkady Velin",
                "born": "1980-05-04",
                "direction": "ENTRY",
                "on": "2019-01-03",
                "place": "Zaventem",
            }
        ]
    },
    "AsProfile": {
        "profile": 'state = "BE"\n\n[[value]]\nfield = "languages"\nvalue = ["nl", "fr", "de", "en"]\n'
        'valid_from = 2000-01-01\nsource = "language law"\nchecked_on = 2026-11-21\nconfidence = "verify"\n'
    },
    "AsList": {
        "file": '[[list]]\nlister = "BE"\ntitle = "Demonstration list of Belgium"\ndated = 2026-03-02\n'
        'effects = ["FREEZE_FUNDS"]\nsource = "fictional"\nchecked_on = 2026-11-26\n'
        'confidence = "fictional"\nfictional = true\n\n[[list.entries]]\nkey = "DEMO-BE.01"\n'
        'name = "Blue River Movement"\nsince = 2019-01-01\n'
    },
    "Named": {"items": ["identity"]},
    "Promised": {"kind": "NO_DEATH_PENALTY", "giver": "RU/CENTRAL_AUTHORITY"},
    "Factors": {
        "kind": "NO_DEATH_PENALTY",
        "giver": "RU/CENTRAL_AUTHORITY",
        "factors": {"in_writing": True, "specific": False},
    },
    "Watched": {
        "kind": "NO_DEATH_PENALTY",
        "giver": "RU/CENTRAL_AUTHORITY",
        "monitor_on": ["2020-06-01"],
    },
    "MovedTo": {"kind": "NO_DEATH_PENALTY", "giver": "RU/CENTRAL_AUTHORITY", "to": "REJECTED"},
    "Told": {"kind": "NO_DEATH_PENALTY", "giver": "RU/CENTRAL_AUTHORITY", "reference": "JC 2020/4"},
    "Why": {"why": "The person was mistaken for another."},
    "Reasons": {"reasons": "No necessity is shown."},
    "CaseRequest": {
        "request": {
            "recipient": {"state": "BE", "kind": "SPOC"},
            "purpose": "INVESTIGATION",
            "case_ref": "V-2019-771",
            "basis": {"instrument": "demo-be-ru-police", "version": "1", "article": "art. 4"},
            "subjects": [
                {
                    "label": "p1",
                    "status": "SUSPECT",
                    "name": "Arkady Velin",
                    "born": "1980-05-04",
                    "nationalities": ["RU"],
                }
            ],
            "offences": [{"code": "fraud", "area": "PAYMENT_FRAUD", "max_penalty_months": 72}],
            "questions": [
                {
                    "id": "q1",
                    "category": "DC_IDENTITY",
                    "text": "Which identities are known?",
                    "subject": "p1",
                }
            ],
            "facts": "Invoices were redirected between March and June 2019.",
            "link_to_recipient": "The money went to an account in Brussels.",
            "necessity": "The account holder is unknown without the Belgian file.",
        }
    },
    "FoundOut": {
        "findings": {
            "subjects": [
                {
                    "label": "p1",
                    "status": "SUSPECT",
                    "name": "Arkady Velin",
                    "open_case": True,
                    "minor": False,
                }
            ],
            "offences": [{"code": "fraud", "area": "PAYMENT_FRAUD", "punishable_here": True}],
        }
    },
    "ToWhom": {"to": "be-liaison-1"},
    "Worth": {"outcome": "ADVANCED_CASE"},
    "Missing": {"reason": "FORM", "missing": "The account number."},
    "Written": {"note": "Needed for one inquiry, and for no other purpose."},
    "Necessity": {"items": ["face"], "necessity": "Nobody else can be told apart by the papers."},
    "Warned": {
        "request": {
            "recipient": {"state": "RU", "kind": "SPOC"},
            "purpose": "PUBLIC_SECURITY_THREAT",
            "case_ref": "B-2019-12",
            "urgency": "URGENT",
            "urgency_reason": "The train leaves tonight.",
            "basis": {"instrument": "demo-be-ru-police", "version": "1", "article": "art. 4"},
            "subjects": [{"label": "p1", "status": "PERSON_POSING_DANGER", "name": "Deniz Aral"}],
            "facts": "A man travels armed.",
        }
    },
    "Tried": {"whom": "duty magistrate", "result": "no answer"},
    "Reply": {"reply": "LOCATED"},
    "Reviewed": {"confirmed": True, "reasons": "Nobody could have been asked in time."},
    "Reported": {"reference": "DPA-2019-17"},
    "Many": {
        "purpose": "Inquiry BR-2019-1187.",
        "persons": [{"name": "Arkady Velin", "born": "1980"}, {"document": "RU-000000"}],
    },
    "Sought": {"name": "Velin", "born": "1980", "purpose": "Inquiry V-2019-771."},
    "Ended": {"role": "OFFICER", "why": "They left the service."},
    "About": {"matter": "alert/BE-RU-2019-000123"},
    "Called": {"matter": "alert/BE-RU-2019-000123", "whom": ["DUTY_MAGISTRATE", "JUDGE"]},
    "CalledBy": {"contacts": [{"way": "smtp", "to": "duty@police.example"}]},
    "Standing": {
        "role": "SPOC_DUTY",
        "people": ["be-duty-1", "be-duty-2"],
        "starts_at": "2019-11-01T18:00:00Z",
        "ends_at": "2019-11-02T06:00:00Z",
    },
    "AnotherLine": {"to": {"address": "https://node.police.example:8443"}},
    "LineHeard": {"to": {"address": "https://node.police.example:8443"}},
    "Lent": {"what": "the evening run", "until": "2019-12-31T23:59:59Z"},
    "JudgesTerms": {
        "items": ["identity"],
        "docket": "2019/17",
        "conditions": ["Not before court."],
        "days": 5,
    },
}
"""By the name of the words; bodies of keys, signatures and whole files have none."""
