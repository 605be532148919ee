"""What a teacher does for the people of a class of theirs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from historyclass.people import services
from historyclass.people.permissions import class_known, class_setter, fetch, student_of_class
from historyclass.people.views.slips import slip_context


@require_http_methods(["GET", "HEAD", "POST"])
def student_password(request: HttpRequest, class_id: int, user_id: int) -> HttpResponse:
    """Say what a new password does, then make one for a student of the class and show it once."""
    classroom = fetch(
        class_setter,
        request.user,
        known=class_known,
        narrow=lambda rows: rows.select_related("school"),
        pk=class_id,
    )
    person = fetch(student_of_class(classroom), request.user, pk=user_id)
    page = {"school": classroom.school, "classroom": classroom, "person": person}
    if request.method == "POST":
        secret = services.reset_password(user=person)
        shown = {**slip_context(request, classroom.school), **page, "secret": secret}
        return render(request, "people/password_shown.html", shown)
    return render(request, "people/reset_password.html", page)
