def test_student_opens_the_desk(cast, as_user):
    page = as_user(cast.student).get(f"/work/{cast.assignment.pk}/")
    assert page.status_code == 200
    assert "The aims table" in page.text


def test_student_reads_the_returned_mark(cast, as_user):
    cast.returned()
    page = as_user(cast.student).get(f"/work/{cast.assignment.pk}/")
    assert "Date the cartoon." in page.text


def test_teacher_follows_marks_and_returns(cast, as_user):
    submission = cast.handed_in()
    teacher = as_user(cast.teacher)
    for path in [
        "/classes/",
        f"/classes/{cast.classroom.pk}/",
        f"/assignments/{cast.assignment.pk}/",
        f"/papers/{submission.work_id}/",
    ]:
        assert teacher.get(path).status_code == 200, path
    kept = teacher.post(f"/papers/{submission.work_id}/", {"total": 12, "comment": "Good.", "after": ""})
    assert kept.status_code == 302
    assert teacher.post(f"/assignments/{cast.assignment.pk}/return/").status_code == 302
    page = as_user(cast.student).get(f"/work/{cast.assignment.pk}/")
    assert "Good." in page.text


def test_admin_pages(cast, as_user):
    admin = as_user(cast.admin)
    for path in ["", "people/", "people/new/", "classes/new/", f"classes/{cast.classroom.pk}/"]:
        assert admin.get(f"/school/ashgrove/{path}").status_code == 200, path
