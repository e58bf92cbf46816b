"""The client: one method for each operation of the API's document, by the operation's own name."""

from comity.client.alerts import Alerts
from comity.client.assurances import Assuring
from comity.client.cases import Answering, Authorising, Cases
from comity.client.duty import Duty
from comity.client.house import House, Pairs, Registers


class Client(Cases, Answering, Assuring, Authorising, Alerts, Duty, Pairs, Registers, House):
    """Every desk of a node, over the line, for the person in role whom a token works for.

    With `key` it signs what the methods ask for, and nothing else; the key stays in this process. Every
    method raises `ApiError`, `NoAnswer`; those that sign also `NotAsked`, `PersonalSignatureMissing`.
    """
