"""What schemathesis needs to know of this API: whose act an operation is, and what no schema can say."""

import json
import os
import re
import secrets
from typing import Any

import schemathesis

from comity.web.api_examples import EXAMPLES

TOKENS: dict[str, str] = json.loads(os.environ["COMITY_TOKENS"])
"""A token for each role, and under SPARE one that may be ended."""

_INSTANT = r"\d{4}-\d\d-\d\dT.*"
FITTING = {
    "invitation": (".+", os.environ["COMITY_INVITATION"]),
    "profile": (".+", EXAMPLES["AsProfile"]["profile"]),
    "matter": ("(case|alert)/.+", os.environ["COMITY_CASE"]),
    "until": (_INSTANT, "2019-11-30T00:00:00Z"),
    "ends_at": (_INSTANT, "2019-11-30T00:00:00Z"),
}
"""What no schema can describe, put in where something of that look was made up."""

LISTS = {"file": os.environ["COMITY_LIST"], "format": "un", "dated": "", "beside": {}}
"""A list to import: of one format, without what belongs to others."""

WAYS = ("smtp", "webhook")
LINE = {"statement": os.environ["COMITY_LINE"]}
SOUGHT = {"name": "Velin", "document": ""}
"""Whom a search asks for: a name has a letter, a document's number a digit."""

WHOSE = {
    "OFFICER": {"cases_draft", "cases_redraft", "cases_item", "cases_propose_special"}
    | {"registers_documents", "registers_crossings"},
    "SUPERVISOR": {"cases_approve", "alerts_approve"},
    "JUDGE": {"cases_examine_assurance", "orders_view", "orders_authorise", "orders_refuse", "alerts_review"}
    | {"alerts_view", "alerts_authorise", "alerts_refuse"},
    "LEGAL_OFFICER": {
        "cases_transfer",
        "alerts_transfer",
        "cases_authorise_special",
        "alerts_second",
        "law_propose",
    }
    | {"law_propose_value", "law_propose_list", "law_activate_list", "pairing_declare"},
    "MINISTER_DELEGATE": {"law_activate", "law_adopt_value"}
    | {f"cases_{verb}_assurance" for verb in ("accept", "move", "report")},
    "SYSADMIN": {"pairing_propose", "pairing_propose_line", "duty_contact"},
    "DPO": {"alerts_inspect", "people_end", "people_show", "ledger_heads", "ledger_verify"}
    | {"cases_report", "alerts_report"},
}
"""Whose act an operation is, if not the duty desk's."""

ROLES = {operation: role for role, operations in WHOSE.items() for operation in operations}


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Let the right person come with a fresh key, ask the partner, and end no token that is needed."""
    operation = case.operation.definition.raw.get("operationId", "")
    role = ROLES.get(operation, "SPOC_DUTY")
    for given in filter(None, (case.headers, kwargs.get("headers"))):
        if given.get("Authorization") == f"Bearer {TOKENS['SPOC_DUTY']}":
            given["Authorization"] = f"Bearer {TOKENS[role]}"
        key = given.get("Idempotency-Key")
        if isinstance(key, str) and 8 <= len(key) <= 64 and key.isalnum():
            given["Idempotency-Key"] = secrets.token_hex(16)
    if operation == "tokens_end" and len(str(case.path_parameters.get("token"))) == 16:
        case.path_parameters["token"] = TOKENS["SPARE"].split("_")[1]
    if isinstance(case.body, dict):
        _fill(case.body)
        _fill_list(case.body, LISTS if operation == "registers_import" else EXAMPLES["AsList"])
        _fill_line(case.body, {"by_file": True} if operation == "pairing_set_line" else LINE)


def _fill(body: dict[str, Any]) -> None:
    """Put in what no schema can describe, where something of the right type was made up."""
    for name, (look, value) in FITTING.items():
        if isinstance(body.get(name), str) and re.fullmatch(look, body[name], re.DOTALL):
            body[name] = value
    for name in SOUGHT if "purpose" in body and "persons" not in body else ():
        if isinstance(body.get(name, ""), str):
            body[name] = SOUGHT[name]
    request = body.get("request")
    recipient = request.get("recipient") if isinstance(request, dict) else None
    if isinstance(recipient, dict) and isinstance(recipient.get("state"), str):
        recipient["state"] = "RU"
    contacts = body.get("contacts")
    for contact in contacts if isinstance(contacts, list) else ():
        if isinstance(contact, dict) and isinstance(contact.get("to"), str) and contact.get("way") in WAYS:
            contact["way"], contact["to"] = "smtp", "duty@police.example"


def _fill_list(body: dict[str, Any], fitting: dict[str, Any]) -> None:
    """Put in a list that can be read, where a file was made up, and what goes with it."""
    if body.get("file") and isinstance(body["file"], str):
        for name, value in fitting.items():
            if isinstance(body.get(name), type(value)):
                body[name] = value


def _fill_line(body: dict[str, Any], line: dict[str, Any]) -> None:
    """Put in a line that can be read, where an address or a statement was made up."""
    to = body.get("to")
    if isinstance(to, dict) and list(to) in (["address"], ["statement"]):
        ((name, said),) = to.items()
        if said and isinstance(said, str) and (name == "statement" or len(said) <= 400):
            body["to"] = line
