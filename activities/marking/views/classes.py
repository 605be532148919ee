"""The teacher's home and a class of theirs."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.marking import queries
from activities.models import Assignment
from historyclass.people.models import Role, User
from historyclass.people.permissions import (
    class_known,
    class_teacher,
    fetch,
    require_role,
    student_of_class,
)
from historyclass.people.queries import roster


def classes(request: HttpRequest) -> HttpResponse:
    """What waits for the teacher and what is due, across their classes; then the classes."""
    teacher = require_role(request.user, Role.TEACHER)
    home = queries.teachers_home(class_teacher.rows(teacher))
    return render(request, "marking/classes.html", {"home": home, "cards": home.cards, "closed": home.closed})


def classroom(request: HttpRequest, class_id: int) -> HttpResponse:
    """What is set to a class, and who is in it."""
    found = fetch(
        class_teacher,
        request.user,
        known=class_known,
        narrow=lambda rows: rows.select_related("school"),
        pk=class_id,
    )
    teacher = cast(User, request.user)
    people = roster(found)
    assignments = queries.assignments_with_waiting(Assignment.objects.set_to(found), {found.pk: len(people.students)})
    return render(
        request,
        "marking/classroom.html",
        {
            "classroom": found,
            "assignments": [each for each in assignments if each.assignment.withdrawn_at is None],
            "withdrawn": [each for each in assignments if each.assignment.withdrawn_at is not None],
            "roster": people,
            "resettable": set(student_of_class(found).rows(teacher).values_list("pk", flat=True)),
        },
    )
