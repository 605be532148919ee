"""What travels between a page and the desk: parsed once, at the door."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

BODY_LIMIT = 512 * 1024
"""Bytes. A request holds only what changed; the longest section of writing is far below this."""
INT_LIMIT = 2_147_483_647


class Op(BaseModel):
    """One cell the person changed: what it should hold, and the revision of the value they changed it from."""

    model_config = ConfigDict(extra="forbid", strict=True)

    path: str = Field(max_length=200)
    seen: int = Field(ge=0, le=INT_LIMIT)
    value: Any = None
    settles: int | None = Field(default=None, ge=1, le=INT_LIMIT)


class Message(BaseModel):
    """One request of one client (a tab). `known` is the newest revision the page has; `person` whom it was made for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sheet: int
    person: int
    client: str = Field(pattern=r"^[A-Za-z0-9-]{8,40}$")
    seq: int = Field(ge=1, le=INT_LIMIT)
    known: int = Field(ge=0, le=INT_LIMIT)
    schema_name: str = Field(alias="schema", max_length=60)
    ops: list[Op] = Field(alias="set", max_length=500)


class Unreadable(Exception):
    """The body is not a message. The text says where."""


def _no_constant(name: str) -> None:
    raise Unreadable(f"{name} is not JSON.")


def parse(body: bytes) -> Message:
    """The message in a request's body. Raises Unreadable."""
    try:
        data = json.loads(body, parse_constant=_no_constant)
        return Message.model_validate(data)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise Unreadable(f"{'/'.join(str(part) for part in first['loc'])}: {first['msg']}") from fault
    except (ValueError, RecursionError) as fault:
        raise Unreadable("The body is not JSON.") from fault
