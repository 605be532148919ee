"""Students brought in from a spreadsheet: pasted, looked at, brought in, and their first passwords shown once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from historyclass.people.forms import PasteForm
from historyclass.people.intake.judge import judge
from historyclass.people.intake.reading import MOST_ROWS
from historyclass.people.intake.services import Changed, bring_in
from historyclass.people.models import School
from historyclass.people.permissions import fetch, school_admin, school_member
from historyclass.people.views.slips import slip_context


@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Take rows, show what they would do, and do it when that is what was asked."""
    school = fetch(school_admin, request.user, known=school_member, slug=slug)
    form = PasteForm(request.POST or None, school=school, initial={"classroom": request.GET.get("class")})
    if request.method != "POST" or not form.is_valid():
        return render(request, "people/paste.html", {"school": school, "form": form, "most": MOST_ROWS})
    if "bring_in" in request.POST:
        return _bring_in(request, school, form)
    return _check(request, school, form)


def _bring_in(request: HttpRequest, school: School, form: PasteForm) -> HttpResponse:
    pasted, classroom = form.cleaned_data["rows"], form.cleaned_data["classroom"]
    mark = request.POST.get("mark", "")
    try:
        done = bring_in(school=school, pasted=pasted, classroom=classroom, decisions=request.POST.dict(), mark=mark)
    except Changed:
        return _check(request, school, form, is_changed=True)
    if not done.newcomers and not done.joined:
        return _check(request, school, form, is_nothing=True)
    # The one page that shows these passwords: the answer to the form, and kept nowhere.
    return render(
        request,
        "people/brought_in.html",
        {**slip_context(request, school), "classroom": classroom, "done": done},
    )


def _check(request: HttpRequest, school: School, form: PasteForm, **said: bool) -> HttpResponse:
    pasted, classroom = form.cleaned_data["rows"], form.cleaned_data["classroom"]
    plan, mark = judge(school=school, pasted=pasted, classroom=classroom, decisions=request.POST.dict())
    return render(
        request,
        "people/paste_check.html",
        {
            "school": school,
            "form": form,
            "pasted": pasted,
            "classroom": classroom,
            "plan": plan,
            "mark": mark,
            **said,
        },
    )
