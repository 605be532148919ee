"""The evidence picker: what is chosen for each claim, what is still missing, and what its pages show."""

import re

import pytest
from django.template.loader import render_to_string
from pydantic import ValidationError

from activities.kinds.evidence.answer import answer
from activities.kinds.evidence.definition import Claim, Evidence, Item, Taken
from activities.kinds.evidence.freeze import freeze
from activities.kinds.evidence.kind import KIND
from activities.kinds.evidence.page import page
from activities.kinds.registry import Beside, Quote
from activities.parts import LivePart
from sources.models import Enquiry, Event, Source
from sources.shelf import shelf_of
from tests.cast import make_cast, type_into
from tests.reading import words

RAPALLO, MUNICH, SOURCE = "early.e.rapallo", "early.e.munich", "early.s.3"


def picker(enquiry: Enquiry, **more) -> Evidence:
    claims = [Claim(id="early", short="1920–22", text="They wanted trade more than revolution.")]
    given = {"claims": claims, "timeline": "chart-a", "sources": ["3"], **more}
    return freeze(Evidence(**given), shelf_of(enquiry, school=None))


def rendered(definition: Evidence, values: dict[str, object], template: str, enquiry: Enquiry, **quotes: Quote) -> str:
    part = LivePart("events", "Events", KIND, definition)
    shown = page(definition, values, Beside(shelf_of(enquiry, school=None), {"change": quotes}))
    return render_to_string(template, {"part": part, "page": shown, "prefix": part.prefix})


class _Html:
    def __init__(self, text: str) -> None:
        self.content = f"<main>{text}</main>".encode()


def read(*args, **quotes: Quote) -> str:
    definition, values, enquiry = args
    return words(_Html(rendered(definition, values, KIND.read_template, enquiry, **quotes)))


def row_tag(html: str, path: str) -> str:
    found = re.search(rf'<li[^>]*data-row="{re.escape(path)}"[^>]*>', html)
    assert found is not None
    return found.group()


def says(definition: Evidence, values: dict[str, object], enquiry: Enquiry) -> str:
    return page(definition, values, Beside(shelf_of(enquiry, school=None))).claims[0].says


@pytest.mark.parametrize(
    ("values", "missing", "says_so"),
    [
        ({}, ("nothing chosen",), "Nothing chosen yet. Choose at least 2."),
        ({f"{RAPALLO}/reason": "Trade."}, ("nothing chosen",), "Nothing chosen yet. Choose at least 2."),
        (
            {f"{RAPALLO}/stance": "supports"},
            ("1 more to choose", "no reason"),
            "1 of at least 2 chosen. 1 without a reason.",
        ),
        (
            {f"{RAPALLO}/stance": "supports", f"{MUNICH}/stance": "nothing", f"{MUNICH}/reason": " "},
            ("2 without a reason",),
            "2 chosen. 2 without a reason.",
        ),
        (
            {
                f"{RAPALLO}/stance": "supports",
                f"{RAPALLO}/reason": "Trade.",
                f"{SOURCE}/stance": "challenges",
                f"{SOURCE}/reason": "Only talk.",
            },
            (),
            "2 chosen.",
        ),
    ],
)
def test_a_claim_is_done_once_enough_is_chosen_and_each_says_why(values, missing, says_so, enquiry):
    definition = picker(enquiry)
    (step,) = answer(definition, values).steps
    assert step.missing == missing
    assert says(definition, values, enquiry) == says_so


def test_where_no_reason_is_asked_none_is_missed(enquiry):
    definition = picker(enquiry, ask_reason=False, least=1)
    values = {f"{RAPALLO}/stance": "nothing"}
    assert answer(definition, values).steps[0].done
    assert says(definition, values, enquiry) == "1 chosen."


def test_what_is_chosen_or_has_a_reason_is_shown_and_the_rest_hidden(enquiry):
    values = {f"{RAPALLO}/stance": "supports", f"{MUNICH}/reason": "Moscow was left out."}
    html = rendered(picker(enquiry), values, KIND.edit_template, enquiry)
    assert [" hidden" in row_tag(html, path) for path in (RAPALLO, MUNICH, SOURCE)] == [False, False, True]


def test_what_is_read_stands_under_what_it_does_with_its_reason(enquiry):
    values = {
        f"{SOURCE}/stance": "challenges",
        f"{SOURCE}/reason": "Only talk.",
        f"{RAPALLO}/stance": "supports",
        f"{MUNICH}/reason": "Moscow was left out.",
    }
    found = read(picker(enquiry), values, enquiry)
    order = ["They wanted trade", "Supports it", "Rapallo", "no reason", "Challenges it", "Source 3", "Only talk."]
    at = [found.index(each) for each in [*order, "Put aside", "Moscow was left out."]]
    assert at == sorted(at)
    assert "Nothing chosen." in read(picker(enquiry), {}, enquiry)


def test_events_are_offered_by_phase_and_sources_after_them(enquiry):
    groups = page(picker(enquiry), {}, Beside(shelf_of(enquiry, school=None))).groups
    assert [group for group, _, _ in groups][:2] == ["Out of the war", "Civil War"]
    assert groups[0][1] == "October 1917 to March 1918"
    assert [piece.name for piece in groups[-1][2]] == [str(Source.objects.get(enquiry=enquiry, key="3"))]


def test_what_is_no_longer_in_the_library_is_read_where_it_was_chosen_and_offered_to_nobody(enquiry):
    definition = picker(enquiry)
    gone = Item(ref="event/chart-a/gone", label="A lost event")
    definition = definition.model_copy(update={"items": [*definition.items, gone]})
    Event.objects.filter(key="rapallo").update(retired=True)
    values = {f"{RAPALLO}/stance": "supports", "early.e.gone/stance": "challenges"}
    found = read(definition, values, enquiry)
    assert re.search("Rapallo 16 April 1922 no longer in the library.*A lost event no longer in the library", found)
    html = rendered(definition, values, KIND.edit_template, enquiry)
    offered = re.findall(r'role="option"[^>]*data-item="([^"]*)"', html)
    assert "e.munich" in offered
    assert not {"e.rapallo", "e.gone"} & set(offered)
    assert "hidden" not in row_tag(html, "early.e.gone")


def test_a_claim_that_is_taken_says_what_the_student_wrote_and_where_it_is_still_to_be_written(enquiry):
    taken = Claim(id="early", taken=Taken(part="change", answer="early"))
    definition = picker(enquiry, claims=[taken])
    doc = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Trade <first>."}]}]}
    quote = Quote("1920–22", "What?", "change:early/text", doc, part="Change")
    assert "Trade <first>." in read(definition, {}, enquiry, early=quote)
    plain = Quote("1920–22", "What?", "change:early/text", "Trade\nfirst.", part="Change")
    assert "Trade first." in read(definition, {}, enquiry, early=plain)
    blank = Quote("1920–22", "What?", "change:early/text", None, part="Change")
    assert "Nothing was written here." in read(definition, {}, enquiry, early=blank)
    html = rendered(definition, {}, KIND.edit_template, enquiry, early=blank)
    assert '<div class="claim-words" data-mirror="change:early/text"></div>' in html
    assert '<a href="#part-change">Change</a>' in html
    assert "no longer in the activity" in read(definition, {}, enquiry)


def test_the_openers_events_take_their_claims_from_its_answers(opener, as_user):
    cast = make_cast(opener)
    work = cast.work()
    doc = {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Trade came first."}]}],
    }
    type_into(work.sheet, cast.student, {"change:early/text": doc, "events:early.e.rapallo/stance": "supports"})
    desk = as_user(cast.student).get(f"/work/{cast.assignment.pk}/")
    said = desk.text.partition('data-mirror="change:early/text">')[2]
    assert said.startswith("<p>Trade came first.</p></div>")


def test_what_can_be_commented_on_comes_in_the_order_in_which_it_is_read(enquiry):
    values = {f"{MUNICH}/stance": "supports", f"{RAPALLO}/stance": "challenges", f"{SOURCE}/reason": "Only talk."}
    found = KIND.places(picker(enquiry), values)
    assert [place.path for place in found] == ["early", MUNICH, RAPALLO]
    assert [place.path for place in KIND.places(picker(enquiry), {})] == ["early"]


def test_beside_another_part_stands_what_was_chosen_in_a_line_each(enquiry):
    values = {f"{MUNICH}/stance": "supports", f"{RAPALLO}/reason": "Trade."}
    found = words(_Html(rendered(picker(enquiry), values, KIND.shown_template, enquiry)))
    assert found == "1920–22 Munich, Moscow left out supports it"


def test_a_source_is_offered_once():
    with pytest.raises(ValidationError, match="A source stands twice"):
        Evidence(claims=[Claim(id="a", text="A claim")], sources=["1", "1"])
