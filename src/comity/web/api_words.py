"""What comes in: the words of a request, strictly as the document says, never guessed and never quoted.

A body is one JSON object. It is read by the same model values that the desks take; a member that is unknown,
missing or of another type is refused by its place. `null` says that something is not known.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from comity.errors import DuplicateKeys
from comity.model.parties import AuthorityKind, Channel
from comity.model.requests import DataCategory, Item, ItemId, RequestType
from comity.web.errors import UnfitRequest

LARGEST = 2**53 - 1
"""The largest whole number that an act can hold (docs/protocol.md section 1)."""


async def body_of(request: Request) -> bytes:
    """Read the whole body.

    Raises: TooLarge, TooSlow.
    """
    return await request.body()


class Words(BaseModel):
    """The words of one request."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def filled(cls, plain: dict[str, Any]) -> dict[str, Any]:
        """Fill in what the desk knows itself.

        Raises: UnfitRequest if it was given.
        """
        return plain


W = TypeVar("W", bound=Words)


class Reader(Generic[W]):
    """Reads the body of a request as words of one kind."""

    def __init__(self, kind: type[W]) -> None:
        self.kind = kind

    def __call__(self, request: Request, data: Annotated[bytes, Depends(body_of)]) -> W:
        """Read them, in a thread: a whole list may be in them.

        Raises: UnfitRequest, DuplicateKeys.
        """
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != "application/json":
            raise UnfitRequest("The body is read as application/json only.", ["header.content-type"])
        return self.read(data)

    def read(self, data: bytes) -> W:
        """Read the bytes of a body.

        Raises: UnfitRequest, DuplicateKeys.
        """
        try:
            plain = json.loads(data.decode(), object_pairs_hook=_once_each, parse_float=_number)
            if not isinstance(plain, dict):
                raise UnfitRequest("The body is one JSON object.", ["body"])
            text = json.dumps(self.kind.filled(plain), allow_nan=False)
            words = self.kind.model_validate_json(text)
        except ValidationError as wrong:
            raise unfit("body", wrong.errors(include_url=False, include_input=False)) from None
        except (ValueError, RecursionError):
            raise UnfitRequest("The body is no JSON that can be read.", ["body"]) from None
        _check_values("body", words)
        return words


class Schemas(GenerateJsonSchema):
    """Writes schemas as the readers read and `acts.plain` writes."""

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """Say that no other member is read."""
        closed = {"additionalProperties": False} if self.mode == "validation" else {}
        return {**super().dataclass_schema(schema), **closed}

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: ANN401 - as pydantic has it
        """Say that an answer always has every member."""
        return self.mode == "serialization" or super().field_is_required(field, total)

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        """Name the bounds of a whole number."""
        return {"minimum": -LARGEST, "maximum": LARGEST, **super().int_schema(schema)}

    def timedelta_schema(self, schema: core_schema.TimedeltaSchema) -> JsonSchemaValue:
        """Name a span in whole seconds."""
        return {"type": "integer", "description": "seconds"}

    def frozenset_schema(self, schema: core_schema.FrozenSetSchema) -> JsonSchemaValue:
        """Name a set as the list that it is written as; what comes twice counts once."""
        return {k: v for k, v in super().frozenset_schema(schema).items() if k != "uniqueItems"}


def unfit(room: str, errors: Any) -> UnfitRequest:  # noqa: ANN401 - as pydantic and FastAPI give them
    """Say what does not fit by place and kind, and no more: a value may be a name or a date of birth."""
    places = [f"{_place(room, error)}: {error['type']}" for error in errors]
    return UnfitRequest("The request does not have the form that the API asks; see 'where'.", places)


_UNKNOWN_MEMBER = {"extra_forbidden", "unexpected_keyword_argument"}


def _place(room: str, error: Any) -> str:  # noqa: ANN401
    named = list(error["loc"])
    if error["type"] in _UNKNOWN_MEMBER:  # the last name is the sender's own word
        named = named[:-1]
    return ".".join([room] * bool(room) + [str(one) for one in named])


def _number(text: str) -> float:
    """Read 5.0 as the whole number that it is."""
    value = float(text)
    return int(value) if value.is_integer() else value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DuplicateKeys("An object of the body names a member twice.")
    return found


def _check_values(place: str, value: object) -> None:
    """Check what no type says: instants have an offset, whole numbers can be written.

    Raises: UnfitRequest.
    """
    if isinstance(value, datetime) and value.tzinfo is None:
        raise UnfitRequest("An instant needs its offset, as 2019-10-31T09:00:00Z.", [f"{place}: timezone"])
    if type(value) is int and abs(value) > LARGEST:
        raise UnfitRequest("A whole number is larger than can be written.", [f"{place}: int_range"])
    for name, inside in _inside(value):
        _check_values(f"{place}.{name}", inside)


def _inside(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif is_dataclass(value):
        yield from ((f.name, getattr(value, f.name)) for f in fields(value))
    elif isinstance(value, tuple | frozenset):
        yield from ((str(n), one) for n, one in enumerate(value))


# ── requests and items ──────────────────────────────────────────────────────────────────────────
_OF_THE_DESK = ("reference", "made_at", "sender", "type")


class Drafted:
    """Marks a request of which the desk fills in reference, instant, sender and type."""

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Leave them out, and say what else may be left out."""
        named = handler(schema)
        whole = handler.resolve_ref_schema(named)
        whole["properties"] = {k: v for k, v in whole["properties"].items() if k not in _OF_THE_DESK}
        whole["required"] = [k for k in whole["required"] if k in {"recipient", "purpose", "case_ref"}]
        return named


def fill_request(plain: dict[str, Any], kind: RequestType) -> dict[str, Any]:
    """Fill in what the desk knows of a request itself, and what is usual.

    Raises: UnfitRequest if what only the desk knows was given.
    """
    request = plain.get("request")
    if not isinstance(request, dict):
        return plain
    if given := sorted(set(_OF_THE_DESK) & set(request)):
        places = [f"body.request.{name}: of_the_desk" for name in given]
        raise UnfitRequest("What the desk fills in itself was given; leave it out.", places)
    nobody = {"state": "", "kind": AuthorityKind.SPOC, "seat": ""}
    usual = {
        "reference": "",
        "type": kind,
        "sender": nobody,
        "channel": Channel.BILATERAL_SPOC,
        "basis": None,
    }
    return {**plain, "request": {**usual, **request}}


_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$"


class AsText(Words):
    """Content that is text."""

    text: str = Field(min_length=1)

    def content(self) -> bytes:
        """Return the content."""
        return self.text.encode()


class AsBytes(Words):
    """Content in base64."""

    base64: str = Field(min_length=4, pattern=_BASE64)

    def content(self) -> bytes:
        """Return the content."""
        return b64decode(self.base64)


class NewItem(Words):
    """An item with its content. What nobody knows is left out: the law takes it as unknown."""

    item: Item
    content: AsText | AsBytes

    @classmethod
    def filled(cls, plain: dict[str, Any]) -> dict[str, Any]:
        """Take as unknown whether an item of a person is linked to an open case, unless it is said."""
        item = plain.get("item")
        if not isinstance(item, dict):
            return plain
        linked = False if item.get("category") == DataCategory.DC_NON_PERSONAL else None
        return {**plain, "item": {"linked_case": linked, **item}}


class Named(Words):
    """Items by their ids."""

    items: tuple[ItemId, ...] = Field(min_length=1, max_length=1000)


class Why(Words):
    """Why; it stays on this side unless said otherwise."""

    why: str = Field(min_length=1)


class Reported(Words):
    """Under what number the supervisory authority knows of it."""

    reference: str = Field(min_length=1, max_length=200)


class Reasons(Words):
    """The reasons; they stay on this side."""

    reasons: str = Field(min_length=1)
