"""Packs made up from what the files of a pack may hold, and from what they may not."""

from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from annotated_types import Ge, Le, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sources.packs.schema import Edtf, PackHead
from sources.packs.sections import all_sections

SIGNS = ["x", "é", "\u0130", "😀", "\u202e", "a\u0301", "'", '"', ":", "#", "%", "\\", "<b>", "{{", "\n", " ", "\u2028"]
DATES = ["1921", "1921-02", "1939-08-23", "1921/1922-03", "1920~", "2999-12-31", "0010"]
NO_DATES = [
    "",
    "0000",
    "1921-13",
    "-0005",
    "y170000002",
    "1939/1921",
    "1921/..",
    "../1921",
    "2023-02-30",
    "9999-12-31",
    "0001",
    "1921-21",
    "x",
]
REFS = ["[x](person/a)", "[x](source/a)", "![](source/a)", "[x](term/a)"]
NO_REFS = ["[x](source/none)", "![](person/a)", "[x](https://example.org)", "[x](javascript:alert(1))"]
JUNK = st.sampled_from(
    [None, True, -1, 10**30, 1.5, float("nan"), float("inf"), "\0", [], [[]], {}, {"a": 1}, "x" * 4001]
)


def packs(*, wild: bool) -> st.SearchStrategy[dict[str, bytes]]:
    """Path → bytes. Wild ones are seldom right; the others nearly always, with texts as long and as odd as can be."""
    files = {"pack.yaml": PackHead, **{section.file: section.model for section in all_sections()}}
    made = st.fixed_dictionaries({file: _file(model, wild) for file, model in files.items()})
    texts = st.sampled_from([*REFS, *(NO_REFS if wild else []), "# A\n\n- b\n> c", "x " * 500])
    return st.builds(
        lambda yamls, text: {
            **{file: yaml.safe_dump(data, allow_unicode=True).encode() for file, data in yamls.items()},
            "readings/a.md": text.encode(),
        },
        made,
        texts,
    )


def _file(model: type[BaseModel], wild: bool) -> st.SearchStrategy[Any]:
    return _model(model, wild) if not wild else st.one_of(*[_model(model, wild)] * 8, JUNK)


def _model(model: type[BaseModel], wild: bool) -> st.SearchStrategy[dict[str, Any]]:
    needed, others = {}, {}
    for name, field in model.model_fields.items():
        at = needed if field.default is PydanticUndefined or name.endswith("s") else others
        at[name] = _wilder(_field(name, field, wild), wild)
    if not wild:
        # What hangs on other things in a pack is put right below; what cannot be made up is left away.
        for name in ("picture", "map", "group", "groups", "parts", "activities"):
            needed.pop(name, None)
            others.pop(name, None)
        needed.update(
            {name: st.just(value) for name, value in {"format": 1, "layout": "cards"}.items() if name in needed}
        )
    return st.fixed_dictionaries(needed, optional=others)


def _wilder(strategy: st.SearchStrategy[Any], wild: bool) -> st.SearchStrategy[Any]:
    return st.one_of(*[strategy] * 30, JUNK) if wild else strategy


def _field(name: str, field: FieldInfo, wild: bool) -> st.SearchStrategy[Any]:
    return _type(field.annotation, [*field.metadata], wild)


def _type(kind: Any, limits: list[Any], wild: bool) -> st.SearchStrategy[Any]:
    if kind is Edtf or any(getattr(each, "func", None) is Edtf.__metadata__[1].func for each in limits):
        return st.sampled_from(DATES + (NO_DATES if wild else []))
    if get_origin(kind) is Annotated:
        return _type(kind.__origin__, [*limits, *kind.__metadata__], wild)
    limits = [each for limit in limits for each in (limit.metadata if isinstance(limit, FieldInfo) else [limit])]
    patterns = [each.pattern for each in limits if getattr(each, "pattern", None)]
    if patterns:
        return st.sampled_from(["a", *(["b", "own-a", "A b"] if wild else [])])
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(*[_type(each, limits, wild) for each in get_args(kind)])
    return _plain(kind, limits, wild)


def _plain(kind: Any, limits: list[Any], wild: bool) -> st.SearchStrategy[Any]:
    least = next((each.min_length for each in limits if isinstance(each, MinLen)), 0)
    most = next((each.max_length for each in limits if isinstance(each, MaxLen)), None)
    match get_origin(kind) or kind:
        case origin if origin is list:
            entries = _type(get_args(kind)[0], [], wild)
            return st.lists(entries, min_size=max(least, 1), max_size=max(least, 2 if wild else 1))
        case origin if origin is tuple:
            return st.tuples(*[_type(each, [], wild) for each in get_args(kind)]).map(list)
        case origin if origin is dict:
            return st.sampled_from([{}, {"sources": ["a"], "aims": [{"id": "a", "label": "A"}]}])
    if kind is NoneType:
        return st.none()
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _model(kind, wild)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from([each.value for each in kind])
    if kind is bool:
        return st.booleans()
    if kind is int:
        low = next((each.ge for each in limits if isinstance(each, Ge)), 0)
        high = next((each.le for each in limits if isinstance(each, Le)), 10)
        return st.integers(low, high)
    if kind is float:
        return st.floats(-180, 180)
    return _text(least, most or 4000, wild)


def _text(least: int, most: int, wild: bool) -> st.SearchStrategy[str]:
    def grown(sign: str, count: int) -> str:
        return (sign * count)[: most + (wild and count == most)]

    counts = st.sampled_from([max(least, 1), 3, most])
    return st.builds(grown, st.sampled_from([*SIGNS, *(NO_REFS if wild else REFS[:1])]), counts)
