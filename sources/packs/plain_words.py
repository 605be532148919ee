"""What is wrong with an entry of a pack, in words for whoever writes it: pydantic speaks to programmers."""

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

MOST_TOLD = 16
"""Words that a message lists."""

_PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$": "letters, digits, dots and hyphens, up to 40 of them, without spaces",
    r"^[a-z0-9][a-z0-9-]{0,39}$": "small letters, digits and hyphens, up to 40 of them, without spaces",
    r"^[a-z0-9][a-z0-9-]{0,19}$": "small letters, digits and hyphens, up to 20 of them, without spaces",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters and digits, with single hyphens between them",
    r"^pictures/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.(png|jpg|jpeg|webp)$": (
        "a file in pictures/, like pictures/poster.png: png, jpg, jpeg or webp, its name without spaces"
    ),
}


def told(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    """One of a ValidationError's errors as a sentence. `model` is what was read: its words are known from it."""
    say = _SAYINGS.get(error["type"])
    if say is not None:
        return say(_field(error["loc"]), error, model)
    return f"{_field(error['loc'])} cannot be read: {error['msg']}."


def _field(place: tuple[str | int, ...]) -> str:
    """“page”, or “summary”, number 2."""
    names = [step for step in place if isinstance(step, str)]
    if not names:
        return "The file"
    number = f", number {place[-1] + 1}" if isinstance(place[-1], int) else ""
    return f"“{names[-1]}”{number}"


def _extra(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    word, known = str(error["loc"][-1]), _known(error["loc"][:-1], model)
    said = f"“{word}” is not a word that can stand here."
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"{said} Is “{near[0]}” meant?"
    return f"{said} These can: {', '.join(known)}." if 0 < len(known) <= MOST_TOLD else f"{said} Is it misspelt?"


def _known(place: tuple[str | int, ...], model: type[BaseModel]) -> list[str]:
    """The words that can stand at a place; [] where that cannot be told."""
    whole = model.model_json_schema()
    found = [whole]
    for step in place:
        found = [below for each in found for below in _below(_resolved(each, whole), step, whole)]
    return sorted({word for each in found for shape in _resolved(each, whole) for word in shape.get("properties", {})})


def _resolved(schema: dict[str, Any], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema, or those that it leaves to choose from."""
    if "$ref" in schema:
        return _resolved(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    choices = [*schema.get("anyOf", []), *schema.get("oneOf", [])]
    return [one for choice in choices for one in _resolved(choice, whole)] or [schema]


def _below(shapes: list[dict[str, Any]], step: str | int, whole: dict[str, Any]) -> list[dict[str, Any]]:
    key = "items" if isinstance(step, int) else "properties"
    found = [shape[key] if key == "items" else shape[key].get(step) for shape in shapes if key in shape]
    # A step that is no key names the choice that was taken.
    return [each for each in found if isinstance(each, dict)] or ([] if isinstance(step, int) else shapes)


def _choices(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    can = error["ctx"].get("expected") or error["ctx"].get("expected_tags")
    return f"{field} cannot be {_value(error)}: it is {str(can).replace(chr(39), '')}."


def _pattern(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    shape = _PATTERNS.get(error["ctx"]["pattern"])
    return f"{field} cannot be {_value(error)}." + (f" It is made of {shape}." if shape else "")


def _value(error: Mapping[str, Any]) -> str:
    text = str(error.get("input"))
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _too_long(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    return f"{field} has {len(error['input'])} characters, and {error['ctx']['max_length']} fit."


def _too_many(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    return f"{field} has {error['ctx']['actual_length']} entries, and {error['ctx']['max_length']} fit."


def _too_few(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    least = error["ctx"]["min_length"]
    return f"{field} needs at least {least} entr{'y' if least == 1 else 'ies'}."


def _text(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    given = error.get("input")
    if isinstance(given, list | dict):
        return f"{field} is to be one text. If it holds a colon, put it in quotation marks."
    if given is None:
        return f"{field} has nothing after it. Write a text, or leave the line away."
    return f"{field} is to be a text, and {given} is read as something else: put it in quotation marks."


def _raised(field: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    said = str(error.get("ctx", {}).get("error", error["msg"]))
    return said if said.endswith(".") else f"{said}."


def _says(words: str) -> Callable[[str, Mapping[str, Any], type[BaseModel]], str]:
    return lambda field, error, model: words.format(field=field, given=_value(error), **error.get("ctx", {}))


_NUMBER = _says("{field} is to be a whole number, and {given} is none.")
_DECIMAL = _says("{field} is to be a number, and {given} is none.")
_LIST = _says("{field} is to be a list: a line for each, with a hyphen before it.")
_WORDS = _says("{field} is to hold words with a colon after each, and here is something else.")
_BOOL = _says("{field} is to be true or false.")

_SAYINGS: dict[str, Callable[[str, Mapping[str, Any], type[BaseModel]], str]] = {
    "extra_forbidden": _extra,
    "missing": _says("{field} is missing here."),
    "string_type": _text,
    "string_too_short": _says("{field} is empty."),
    "string_too_long": _too_long,
    "string_pattern_mismatch": _pattern,
    "too_short": _too_few,
    "too_long": _too_many,
    "enum": _choices,
    "literal_error": _choices,
    "union_tag_invalid": _choices,
    "union_tag_not_found": _says("It is not said which sort this is."),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing_size": _NUMBER,
    "float_type": _DECIMAL,
    "float_parsing": _DECIMAL,
    "finite_number": _DECIMAL,
    "bool_type": _BOOL,
    "bool_parsing": _BOOL,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _WORDS,
    "model_type": _WORDS,
    "model_attributes_type": _WORDS,
    "greater_than_equal": _says("{field} is {given}: it is to be {ge} or more."),
    "less_than_equal": _says("{field} is {given}: it is to be {le} or less."),
    "value_error": _raised,
}
