"""What codes are called on the pages; the code stands beside its words, never for itself alone."""

from collections.abc import Mapping

from comity.web.window_acts import ACTS, CLOCKS, DUTIES, RESULTS, STATES
from comity.web.window_tongues import P_, Phrase, Tongue

ROLES: Mapping[str, Phrase] = {
    "ACCREDITATION_OFFICER": P_("role", "Accreditation officer"),
    "AUDITOR": P_("role", "Auditor"),
    "CA_LAWYER": P_("role", "Lawyer of the central authority"),
    "CERT_ANALYST": P_("role", "Cyber incident analyst"),
    "DPA_INSPECTOR": P_("role", "Inspector of the supervisory authority"),
    "DPO": P_("role", "Data protection officer"),
    "DUTY_MAGISTRATE": P_("role", "Duty magistrate"),
    "FIU_ANALYST": P_("role", "Financial intelligence analyst"),
    "JUDGE": P_("role", "Judge"),
    "LEGAL_OFFICER": P_("role", "Legal officer"),
    "LIAISON_MAGISTRATE": P_("role", "Liaison magistrate"),
    "LIAISON_OFFICER": P_("role", "Liaison officer"),
    "MINISTER_DELEGATE": P_("role", "Minister's delegate"),
    "OFFICER": P_("role", "Officer"),
    "PROGRAMME_MANAGER": P_("role", "Programme manager"),
    "PROSECUTOR": P_("role", "Prosecutor"),
    "SPOC_DUTY": P_("role", "Duty desk"),
    "SUPERVISOR": P_("role", "Supervisor"),
    "SYSADMIN": P_("role", "Operator"),
    "TRAINER": P_("role", "Trainer"),
    "TRANSLATOR": P_("role", "Translator"),
}

AUTHORITIES: Mapping[str, Phrase] = {
    "CENTRAL_AUTHORITY": P_("authority", "Central authority"),
    "CERT": P_("authority", "Cyber incident team"),
    "CONSULAR": P_("authority", "Consular service"),
    "COURT": P_("authority", "Court"),
    "DPA": P_("authority", "Supervisory authority"),
    "DPO": P_("authority", "Data protection officer"),
    "EVENT_CONTACT_POINT": P_("authority", "Event contact point"),
    "EXECUTIVE_DECIDER": P_("authority", "Deciding minister"),
    "FIU": P_("authority", "Financial intelligence unit"),
    "IMMIGRATION": P_("authority", "Immigration office"),
    "INVESTIGATING_JUDGE": P_("authority", "Investigating judge"),
    "INVESTIGATING_UNIT": P_("authority", "Investigating unit"),
    "JOINT_COMMITTEE": P_("authority", "Joint committee"),
    "NCB": P_("authority", "National central bureau"),
    "PUBLIC_PROSECUTOR": P_("authority", "Public prosecutor"),
    "SPOC": P_("authority", "Single point of contact"),
}

CATEGORIES: Mapping[str, Phrase] = {
    "DC_ADDRESS": P_("data", "Address"),
    "DC_ALIAS": P_("data", "Alias"),
    "DC_ASYLUM": P_("data", "Asylum"),
    "DC_CASE_FACTS": P_("data", "Facts of the case"),
    "DC_COMMS_CONTENT": P_("data", "Content of communications"),
    "DC_COMMS_META": P_("data", "Traffic data of communications"),
    "DC_CONTACT": P_("data", "Contact"),
    "DC_CRIMINAL_RECORD": P_("data", "Criminal record"),
    "DC_CUSTODY": P_("data", "Custody"),
    "DC_CYBER_IOC": P_("data", "Traces of a cyber attack"),
    "DC_DNA": P_("data", "DNA"),
    "DC_DOCUMENT": P_("data", "Document"),
    "DC_ENTRY_EXIT": P_("data", "Entry and exit"),
    "DC_FACE": P_("data", "Face"),
    "DC_FAMILY": P_("data", "Family"),
    "DC_FINANCIAL": P_("data", "Finances"),
    "DC_FINGERPRINT": P_("data", "Fingerprints"),
    "DC_HEALTH": P_("data", "Health"),
    "DC_IDENTITY": P_("data", "Identity"),
    "DC_MODUS_OPERANDI": P_("data", "Way of committing the offence"),
    "DC_NATIONALITY": P_("data", "Nationality"),
    "DC_NON_PERSONAL": P_("data", "Nothing personal"),
    "DC_ORG_AFFILIATION": P_("data", "Membership of an organisation"),
    "DC_POLITICAL_RELIGIOUS_ETHNIC_UNION_SEXLIFE": P_("data", "Opinion, belief, origin, union or sex life"),
    "DC_SUSPECT_STATUS": P_("data", "Standing as a suspect"),
    "DC_VEHICLE": P_("data", "Vehicle"),
    "DC_VISA_STAY": P_("data", "Visa and stay"),
    "DC_WARRANT": P_("data", "Warrant"),
}

PURPOSES: Mapping[str, Phrase] = {
    "BORDER_CONTROL": P_("purpose", "Border control"),
    "EXECUTION_OF_PENALTY": P_("purpose", "Execution of a penalty"),
    "IDENTIFICATION_OF_VICTIM": P_("purpose", "Identification of a victim"),
    "INVESTIGATION": P_("purpose", "Investigation"),
    "PREVENTION": P_("purpose", "Prevention"),
    "PROSECUTION": P_("purpose", "Prosecution"),
    "PUBLIC_SECURITY_THREAT": P_("purpose", "Threat to public security"),
    "RETURN": P_("purpose", "Return"),
    "STATISTICS": P_("purpose", "Statistics"),
    "TRAINING": P_("purpose", "Training"),
}

OUTCOMES: Mapping[str, Phrase] = {
    "NEEDS_AUTHORISATION": P_("outcome", "Needs authorisation"),
    "PERMIT": P_("outcome", "Permitted"),
    "PERMIT_WITH_CONDITIONS": P_("outcome", "Permitted under conditions"),
    "REFER": P_("outcome", "Referred to a person"),
    "REFUSE": P_("outcome", "Refused"),
}

MOMENTS: Mapping[str, Phrase] = {
    "G1": P_("moment", "before sending"),
    "G2": P_("moment", "on receipt"),
    "G3": P_("moment", "before release"),
    "G4": P_("moment", "when used"),
    "G5": P_("moment", "when passed on"),
    "G6": P_("moment", "on review"),
}

REASONS: Mapping[str, Phrase] = {
    "FORM": P_("reason", "Form"),
    "HUMAN_RIGHTS": P_("reason", "Human rights"),
    "NATIONAL_LAW": P_("reason", "National law"),
    "NECESSITY": P_("reason", "Necessity"),
    "NO_REPLY_POSSIBLE": P_("reason", "No reply possible"),
    "POSTPONED": P_("reason", "Postponed"),
    "RECALL": P_("reason", "Recalled by its sender"),
    "SCOPE": P_("reason", "Scope of the agreement"),
}

TOLD: Mapping[str, Phrase] = {
    "ACK": P_("reply", "Acknowledged"),
    "ADVANCED_CASE": P_("reply", "It advanced the case"),
    "LOCATED": P_("reply", "Located"),
    "MEASURE_TAKEN": P_("reply", "A measure was taken"),
    "NOT_ACTIONABLE": P_("reply", "Nothing could be done"),
    "NOT_FOUND": P_("reply", "Not found"),
    "NO_EFFECT": P_("reply", "It had no effect"),
    "TOO_LATE": P_("reply", "It came too late"),
    "WRONG_PERSON": P_("reply", "It was the wrong person"),
}

HANDLING: Mapping[str, Phrase] = {
    "H0": P_("handling", "For law enforcement use under the rules"),
    "H1": P_("handling", "Not in court without permission"),
    "H2": P_("handling", "No dissemination without permission"),
    "H3": P_("handling", "Only as the attached text says"),
}

ONWARD: Mapping[str, Phrase] = {
    "ALLOWED_TO": P_("onward", "Passed on to named states only"),
    "FORBIDDEN": P_("onward", "Never passed on"),
    "WITH_CONSENT": P_("onward", "Passed on by consent only"),
}

INSTRUMENTS: Mapping[str, Phrase] = {
    "AD_HOC_RECIPROCITY": P_("instrument", "Undertaking of reciprocity"),
    "AGENCY_PROGRAMME": P_("instrument", "Programme between agencies"),
    "EU_AGREEMENT": P_("instrument", "Agreement of the European Union"),
    "EXCHANGE_OF_NOTES": P_("instrument", "Exchange of notes"),
    "IMPLEMENTING_PROTOCOL": P_("instrument", "Implementing protocol"),
    "JOINT_STATEMENT": P_("instrument", "Joint statement"),
    "MOU": P_("instrument", "Memorandum of understanding"),
    "TREATY_BILATERAL": P_("instrument", "Treaty between two states"),
    "TREATY_MULTILATERAL": P_("instrument", "Treaty between several states"),
}

TYPES: Mapping[str, Phrase] = {
    "T01": P_("type", "Hit or no hit"),
    "T02": P_("type", "Information request"),
    "T03": P_("type", "Identity verification"),
    "T04": P_("type", "Document verification"),
    "T05": P_("type", "Entry and exit query"),
    "T06": P_("type", "Warning of danger"),
    "T07": P_("type", "Spontaneous information"),
    "T08": P_("type", "Notice on a foreign fighter"),
    "T09": P_("type", "Mutual legal assistance"),
    "T10": P_("type", "Extradition request"),
    "T11": P_("type", "Provisional arrest"),
    "T12": P_("type", "Transfer of a sentenced person"),
    "T13": P_("type", "Readmission"),
    "T14": P_("type", "Consular notification"),
    "T15": P_("type", "Security of an event"),
    "T16": P_("type", "Cyber indicators"),
    "T17": P_("type", "Suspicious transaction"),
    "T18": P_("type", "Experience and training"),
    "T19": P_("type", "Protection notice"),
    "T20": P_("type", "Concern dossier"),
}

SIDES: Mapping[str, Phrase] = {
    "requested": P_("side", "We are asked"),
    "requesting": P_("side", "We ask"),
}

URGENCY: Mapping[str, Phrase] = {
    "NORMAL": P_("urgency", "Normal"),
    "URGENT": P_("urgency", "Urgent"),
}

BANDS: Mapping[str, Phrase] = {
    "HIDDEN": P_("band", "Weighs too little to say more"),
    "LIKELY": P_("band", "Likely to be the person asked for"),
    "NEEDS_SECOND_FACTOR": P_("band", "Too little to go by: compare a second fact, such as a birth date"),
    "POSSIBLE": P_("band", "May be the person asked for"),
}
"""What a likeness is good for; none of them says that two are one person (R-MATCH)."""

COLOURS: Mapping[str, frozenset[str]] = {
    "green": frozenset(
        {"ACCEPTED", "ACTIVE", "AUTHORISED", "PERMIT", "PERMIT_WITH_CONDITIONS", "REPLIED_FULL"}
    )
    | {"REPLIED_PARTIAL"},
    "yellow": frozenset({"AWAITING_AUTHORISATION", "NEEDS_AUTHORISATION", "POSTPONED", "REFER"})
    | {"RETURNED_FOR_SUPPLEMENT", "FEEDBACK_DUE", "RETURN_DUE"},
    "red": frozenset({"CONTENT_DIFFERS", "ORDER_REFUSED", "RECALLED", "REFUSE", "REFUSED"}),
    "orange": frozenset({"ISSUED", "UPDATED", "RENEWED"}),
    "grey": frozenset(
        {"CLOSED", "DRAFT", "EXPIRED", "RECALL_DONE", "RESOLVED", "RETURNED_UNREAD", "WITHDRAWN"}
    )
    | {"NO_REPLY_POSSIBLE"},
}
"""Colours of states and outcomes; the word says the same, so nothing hangs on the colour. Others are blue."""

SEEN: Mapping[str, Phrase] = {
    "ALTERED": P_("seen", "The document was altered"),
    "IMPOSTOR": P_("seen", "The bearer is not the holder"),
    "NOTHING": P_("seen", "Nothing"),
    "UNCLEAR": P_("seen", "It is not clear"),
}

PAPERS: Mapping[str, Phrase] = {
    "ALTERED": P_("paper", "Altered"),
    "CANNOT_DETERMINE": P_("paper", "Cannot be determined"),
    "DATA_MISMATCH": P_("paper", "The data do not match"),
    "IMPOSTOR": P_("paper", "Used by somebody else"),
    "LOST": P_("paper", "Lost"),
    "NOT_ISSUED": P_("paper", "Never issued"),
    "NO_REPLY_POSSIBLE": P_("paper", "No reply possible"),
    "REVOKED": P_("paper", "Revoked"),
    "STOLEN": P_("paper", "Stolen"),
    "STOLEN_BLANK": P_("paper", "Stolen as a blank"),
    "VALID": P_("paper", "Valid"),
}

WAYS: Mapping[str, Phrase] = {
    "ENTRY": P_("way", "Entry"),
    "EXIT": P_("way", "Exit"),
}

WORDS: Mapping[str, Mapping[str, Phrase]] = {
    "act": ACTS,
    "authority": AUTHORITIES,
    "band": BANDS,
    "clock": CLOCKS,
    "data": CATEGORIES,
    "duty": DUTIES,
    "handling": HANDLING,
    "instrument": INSTRUMENTS,
    "moment": MOMENTS,
    "onward": ONWARD,
    "outcome": OUTCOMES,
    "paper": PAPERS,
    "purpose": PURPOSES,
    "reason": REASONS,
    "reply": TOLD,
    "result": RESULTS,
    "role": ROLES,
    "seen": SEEN,
    "side": SIDES,
    "state": STATES,
    "type": TYPES,
    "urgency": URGENCY,
    "way": WAYS,
}


def word(tongue: Tongue, sort: str, code: str) -> str:
    """Return what a code is called in a language; the code itself where nobody named it."""
    phrase = WORDS[sort].get(code)
    return tongue.say(phrase) if phrase else code


def colour(code: str) -> str:
    """Return the colour in which a state or an outcome is shown."""
    return next((name for name, codes in COLOURS.items() if code in codes), "blue")
