"""Teachers' pages about a whole enquiry: what they can do with it, and what a class sees of it."""

import json
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from historyclass.people.models import User
from historyclass.people.permissions import class_known, class_teacher, fetch
from historyclass.seen import SEEN, seen_in
from sources.keeping import arranging, queries
from sources.keeping.schools import for_school
from sources.permissions import enquiry_provider, enquiry_reader
from sources.set_work import set_from


@require_safe
def teaching(request: HttpRequest, slug: str) -> HttpResponse:
    """What the school holds of an enquiry and adds to it, what its classes see, and what is set from it."""
    user = cast(User, request.user)
    enquiry = fetch(enquiry_provider, user, known=enquiry_reader, slug=slug)
    whose = for_school(request, enquiry)
    page = queries.teaching_page(enquiry, whose.school, user)
    return render(request, "sources/keeping/teaching.html", {"enquiry": enquiry, "whose": whose, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, slug: str, class_id: int) -> HttpResponse:
    """What a class sees: put away, shown again, in another order."""
    user = cast(User, request.user)
    classroom = fetch(
        class_teacher, user, known=class_known, narrow=lambda rows: rows.select_related("school"), pk=class_id
    )
    enquiry = fetch(enquiry_provider, user, known=enquiry_reader, slug=slug)
    library = arranging.library_of(enquiry, classroom.school)
    current = arranging.arrangement_of(classroom, enquiry)
    wanted, seen, changed = arranging.stored(current, library), arranging.arrangement_seen(current), None
    is_press = "press" in request.POST
    if request.method == "POST":
        wanted = arranging.sent(request.POST, library)
        seen = seen_in(request.POST)
        if not is_press:
            try:
                arranging.arrange(
                    classroom=classroom, enquiry=enquiry, library=library, wanted=wanted, seen=seen, by=user
                )
            except arranging.Changed as change:
                seen, changed = arranging.arrangement_seen(change.arrangement), change.arrangement
            else:
                messages.success(request, f"Kept. {classroom.name} sees it so from now on.")
                return redirect("sources:arrange", slug, class_id)
    set_work = [work for work in set_from(user, enquiry) if work.class_id == classroom.pk]
    return render(
        request,
        "sources/keeping/arrange.html",
        {
            "classroom": classroom,
            "enquiry": enquiry,
            "chapters": arranging.arranged(library, wanted, set_work),
            "focus": wanted.focus,
            "current": current,
            "changed": changed,
            "is_changed": request.method == "POST",
            SEEN: json.dumps(seen),
        },
    )
