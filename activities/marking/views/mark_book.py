"""The mark book of a class, on a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activities.marking import mark_sheet, queries
from historyclass.people.permissions import class_known, class_teacher, fetch


@require_safe
def mark_book(request: HttpRequest, class_id: int) -> HttpResponse:
    """Students × what is set to the class: points that are returned or wait, and states."""
    found = fetch(class_teacher, request.user, known=class_known, pk=class_id)
    book = queries.mark_book(found)
    return render(request, "marking/mark_book.html", {"book": book, "states": queries.STATE_WORDS})


@require_safe
@never_cache
def mark_book_file(request: HttpRequest, class_id: int) -> HttpResponse:
    """The same for a spreadsheet; `?marks=all` takes in marks that are not returned yet."""
    found = fetch(class_teacher, request.user, known=class_known, pk=class_id)
    book, is_all = queries.mark_book(found), request.GET.get("marks") == "all"
    name = mark_sheet.file_name(book, is_all=is_all)
    return HttpResponse(
        mark_sheet.mark_sheet(book, is_all=is_all),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""},
    )
