"""The school admin's pages: classes, people, passwords."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from historyclass.people import queries, services
from historyclass.people.forms import AddToClassForm, ClassroomForm, MoveForm, PersonForm
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Role, School, User
from historyclass.people.permissions import (
    class_admin,
    class_known,
    enrolment_admin,
    enrolment_known,
    fetch,
    people_of,
    person_of_school,
    school_admin,
    school_member,
)
from historyclass.people.views.slips import slip_context

PEOPLE_A_PAGE = 50


def _school(request: HttpRequest, slug: str) -> School:
    return fetch(school_admin, request.user, known=school_member, slug=slug)


def _classroom(request: HttpRequest, slug: str, class_id: int) -> Classroom:
    return fetch(
        class_admin,
        request.user,
        known=class_known,
        narrow=lambda rows: rows.select_related("school"),
        pk=class_id,
        school__slug=slug,
    )


def school(request: HttpRequest, slug: str) -> HttpResponse:
    """The school's classes."""
    found = _school(request, slug)
    classrooms = queries.classrooms_with_counts(found.classrooms.all())
    return render(
        request,
        "people/school.html",
        {
            "school": found,
            "classrooms": [classroom for classroom in classrooms if classroom.closed_at is None],
            "closed": sorted(
                (classroom for classroom in classrooms if classroom.closed_at is not None),
                key=lambda classroom: classroom.closed_at,
                reverse=True,
            ),
            "people_count": people_of(found).count(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_class(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a class."""
    found = _school(request, slug)
    form = ClassroomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            classroom = services.create_classroom(school=found, name=form.cleaned_data["name"])
        except services.AlreadyThere as fault:
            form.add_error("name", str(fault))
        else:
            messages.success(request, f"{classroom.name} is open. Give it a teacher and students.")
            return redirect("people:class", found.slug, classroom.pk)
    return render(request, "people/new_class.html", {"school": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def classroom(request: HttpRequest, slug: str, class_id: int) -> HttpResponse:
    """Who teaches a class and who is in it; give it people."""
    found = _classroom(request, slug, class_id)
    chosen = request.POST.get("role")
    forms = {
        role: AddToClassForm(request.POST if chosen == role else None, classroom=found, role=role, prefix=role.value)
        for role in (Role.TEACHER, Role.STUDENT)
    }
    if chosen in (Role.TEACHER, Role.STUDENT):
        form = forms[Role(chosen)]
        if form.is_valid():
            person = form.cleaned_data["user"]
            try:
                services.enrol(classroom=found, user=person, role=EnrolmentRole(chosen))
            except services.ClassClosed as fault:
                messages.error(request, str(fault))
            else:
                messages.success(request, f"{person.full_name} is in {found.name}.")
            return redirect("people:class", slug, found.pk)
    return render(
        request,
        "people/class.html",
        {
            "school": found.school,
            "classroom": found,
            "roster": queries.roster(found),
            "teacher_form": forms[Role.TEACHER],
            "student_form": forms[Role.STUDENT],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_class(request: HttpRequest, slug: str, class_id: int) -> HttpResponse:
    """Say what closing keeps, then close a class."""
    found = _classroom(request, slug, class_id)
    if request.method == "POST":
        services.close_classroom(classroom=found)
        messages.success(request, f"{found.name} is closed.")
        return redirect("people:school", slug)
    return render(request, "people/close_class.html", {"classroom": found, "roster": queries.roster(found)})


@require_POST
def reopen_class(request: HttpRequest, slug: str, class_id: int) -> HttpResponse:
    """Open a closed class again."""
    found = _classroom(request, slug, class_id)
    try:
        services.reopen_classroom(classroom=found)
    except services.AlreadyThere as fault:
        messages.error(request, str(fault))
        return redirect("people:school", slug)
    messages.success(request, f"{found.name} is open again.")
    return redirect("people:class", slug, found.pk)


def _enrolment(request: HttpRequest, slug: str, enrolment_id: int, **lookup: Any) -> Enrolment:
    return fetch(
        enrolment_admin,
        request.user,
        known=enrolment_known,
        narrow=lambda rows: rows.select_related("user", "classroom__school"),
        pk=enrolment_id,
        classroom__school__slug=slug,
        **lookup,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    """Move a student to another class."""
    enrolment = _enrolment(request, slug, enrolment_id, role=EnrolmentRole.STUDENT)
    form = MoveForm(request.POST or None, classroom=enrolment.classroom)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_student(enrolment=enrolment, to=form.cleaned_data["to"])
        except (services.AlreadyThere, services.ClassClosed) as fault:
            messages.error(request, str(fault))
        else:
            messages.success(request, f"{enrolment.user.full_name} is now in {form.cleaned_data['to']}.")
        return redirect("people:class", slug, enrolment.classroom_id)
    return render(request, "people/move.html", {"enrolment": enrolment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, enrolment_id: int) -> HttpResponse:
    """Say what removing keeps, then remove a person from a class."""
    enrolment = _enrolment(request, slug, enrolment_id)
    if request.method == "POST":
        services.remove_from_class(enrolment=enrolment)
        messages.success(request, f"{enrolment.user.full_name} is no longer in {enrolment.classroom}.")
        return redirect("people:class", slug, enrolment.classroom_id)
    return render(request, "people/remove.html", {"enrolment": enrolment})


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody in the school, to find somebody."""
    found = _school(request, slug)
    # PostgreSQL refuses NUL, and nobody is called so.
    words, role = request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("role", "")
    page = Paginator(queries.people_found(found, words, role), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/people.html",
        {"school": found, "page": page, "words": words, "role": role, "roles": Role.choices},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Make an account, and show its one-time password once."""
    found = _school(request, slug)
    initial = {"classroom": request.GET.get("class"), "role": request.GET.get("role", Role.STUDENT)}
    form = PersonForm(request.POST or None, school=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            person, secret = services.create_person(school=found, **form.cleaned_data)
        except services.AlreadyThere as fault:
            form.add_error("username", str(fault))
        except services.ClassClosed as fault:
            form.add_error("classroom", str(fault))
        else:
            return _show_password(request, found, person, secret, like=form.cleaned_data)
    return render(request, "people/new_person.html", {"school": found, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def reset_password(request: HttpRequest, slug: str, user_id: int) -> HttpResponse:
    """Say what a new password does, then make one and show it once."""
    found = _school(request, slug)
    person = fetch(person_of_school(found), request.user, pk=user_id)
    if request.method == "POST":
        return _show_password(request, found, person, services.reset_password(user=person))
    return render(request, "people/reset_password.html", {"school": found, "person": person})


def _show_password(
    request: HttpRequest, school: School, person: User, secret: str, *, like: dict[str, Any] | None = None
) -> HttpResponse:
    """The one page that shows a password. `like` is what a new account was made from, to make the next one like it."""
    return render(
        request,
        "people/password_shown.html",
        {**slip_context(request, school), "person": person, "secret": secret, "like": like},
    )
