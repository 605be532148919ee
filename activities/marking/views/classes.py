"""The teacher's home and a class of theirs."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from activities.marking import queries
from activities.models import Assignment
from historyclass.people.models import Role, User
from historyclass.people.permissions import (
    class_known,
    class_setter,
    class_teacher,
    fetch,
    require_role,
    student_of_class,
)
from historyclass.people.queries import roster


def classes(request: HttpRequest) -> HttpResponse:
    """The teacher's classes, and what waits in each."""
    teacher = require_role(request.user, Role.TEACHER)
    cards, closed = queries.class_cards(class_setter.rows(teacher)), class_teacher.rows(teacher)
    return render(
        request,
        "marking/classes.html",
        {"cards": cards, "closed": closed.filter(closed_at__isnull=False).order_by("-closed_at", "name")},
    )


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
    assignments = queries.counted(Assignment.objects.set_to(found))
    return render(
        request,
        "marking/classroom.html",
        {
            "classroom": found,
            "assignments": [each for each in assignments if each.withdrawn_at is None],
            "withdrawn": [each for each in assignments if each.withdrawn_at is not None],
            "roster": roster(found),
            "resettable": set(student_of_class(found).rows(teacher).values_list("pk", flat=True)),
        },
    )
