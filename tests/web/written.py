"""The OpenAPI document of the API; it needs no node, since no node changes it."""

from types import SimpleNamespace
from typing import Any, cast

from comity.acts.node import Node
from comity.web.api import make_api
from comity.web.api_document import document
from comity.wiring import now

DOCUMENT: dict[str, Any] = document(make_api(cast(Node, SimpleNamespace(demo=True)), clock=now))
