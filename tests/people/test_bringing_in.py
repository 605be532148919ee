"""A school admin brings students in from a spreadsheet: each row has a verdict, and all is done or nothing."""

import re
import threading

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from historyclass.people.intake.judge import judge, plain_username
from historyclass.people.intake.reading import is_blank, read
from historyclass.people.intake.services import Changed, bring_in
from historyclass.people.intake.verdicts import MAKE, NEW, OUT, Verdict
from historyclass.people.models import Classroom, Enrolment, EnrolmentRole, Membership, Role, User
from historyclass.people.services import close_classroom, create_classroom, enrol
from tests.cast import make_person
from tests.reading import field, words

PASTE = "/school/ashgrove/people/paste/"
TWO = "Zoë\tO’Brien\nLiam\tMurphy"
SECRET = re.compile(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b")


@pytest.fixture
def office(cast, as_user):
    """The browser of the school admin."""
    return as_user(cast.admin)


@pytest.fixture
def look(cast):
    """`look(text, decisions…)`: the plan for the class 13H."""

    def judged(text, classroom=None, **decisions):
        return judge(school=cast.school, pasted=read(text), classroom=classroom or cast.classroom, decisions=decisions)[
            0
        ]

    return judged


def verdicts(plan) -> list[Verdict]:
    return [row.verdict for row in plan.rows]


def people_in(classroom) -> set[str]:
    rows = Enrolment.objects.open().filter(classroom=classroom, role=EnrolmentRole.STUDENT)
    return {enrolment.user.full_name for enrolment in rows.select_related("user")}


# --- Verdicts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verdict", "why"),
    [
        ("Zoë\tO’Brien", Verdict.NEW, "Gets the username zoe.obrien."),
        ("Amira\tHussain", Verdict.THERE, "Already in the class as amira."),
        ("AMIRA\thussain", Verdict.THERE, "Already in the class as amira."),
        ("Ella\tHughes", Verdict.ASK, "Somebody here has this name."),
        ("Cara\tLowe", Verdict.ASK, "Somebody here has this name."),
        ("Zoë\tO’Brien\t9Z", Verdict.NO_CLASS, "There is no class called 9Z."),
        ("Zoë\tO’Brien\t12b", Verdict.NEW, "Gets the username zoe.obrien."),
        ("Zoë", Verdict.FAULT, "No first name."),
        # Who teaches, who has left the school or is of another one is no student to put into a class.
        ("Ngozi\tOkafor", Verdict.NEW, "Gets the username ngozi.okafor."),
        ("Dan\tReed", Verdict.NEW, "Gets the username dan.reed."),
        ("Farah\tAziz", Verdict.NEW, "Gets the username farah.aziz."),
    ],
)
def test_a_row_has_its_verdict(text, verdict, why, look):
    row = look(text).rows[0]
    assert (row.verdict, row.why) == (verdict, why)


@pytest.mark.parametrize(
    ("name", "username", "verdict", "why"),
    [
        ("Zoë O’Brien", "zob", Verdict.NEW, "Gets the username zob."),
        ("Zoë O’Brien", "ZOB@ashgrove", Verdict.NEW, "Gets the username zob."),
        ("Ella Hughes", "ella", Verdict.JOINS, "Already here as ella."),
        ("Amira Hussain", "amira", Verdict.THERE, "Already in the class as amira."),
        ("Zoë O’Brien", "ella", Verdict.ASK, "ella is the username of Ella Hughes."),
        ("Zoë O’Brien", "okafor", Verdict.FAULT, "okafor is the username of Ngozi Okafor, who is not a student."),
        ("Zoë O’Brien", "dan", Verdict.FAULT, "dan is the username of Dan Reed, who has left the school."),
        (
            "Zoë O’Brien",
            "zob@birchwood",
            Verdict.FAULT,
            "The username ends in @birchwood, and here they end in @ashgrove.",
        ),
    ],
)
def test_a_row_with_a_username_has_its_verdict(name, username, verdict, why, look):
    row = look(f"Name\tUsername\n{name}\t{username}").rows[0]
    assert (row.verdict, row.why) == (verdict, why)


def test_somebody_of_the_same_name_is_that_person_or_someone_new_as_the_admin_says(look, cast):
    row = look("Ella\tHughes").rows[0]
    assert [choice.label for choice in row.choices] == ["Ella Hughes (ella)", "Someone new"]
    same = look("Ella\tHughes", **{row.key: str(cast.other_student.pk)}).rows[0]
    assert (same.verdict, same.person) == (Verdict.JOINS, cast.other_student)
    new = look("Ella\tHughes", **{row.key: NEW}).rows[0]
    assert (new.verdict, new.username) == (Verdict.NEW, "ella.hughes")
    nonsense = look("Ella\tHughes", **{row.key: str(cast.teacher.pk)}).rows[0]
    assert nonsense.verdict is Verdict.ASK


def test_an_answer_stays_with_its_row_when_other_rows_come_and_go(look):
    row = look("Ella\tHughes").rows[0]
    assert verdicts(look("Zoë\tO’Brien\n\nElla\tHughes", **{row.key: NEW})) == [Verdict.NEW, Verdict.NEW]


def test_a_class_that_does_not_exist_is_asked_once_for_all_its_rows(look, cast):
    text = "Zoë\tO’Brien\t9Z\nLiam\tMurphy\t9z\nMia\tKhan\t13H"
    plan = look(text)
    assert verdicts(plan) == [Verdict.NO_CLASS, Verdict.NO_CLASS, Verdict.NEW]
    assert [(missing.name, missing.count) for missing in plan.missing] == [("9Z", 2)]
    key = plan.missing[0].key
    assert [row.class_shown for row in look(text, **{key: MAKE}).rows] == ["9Z", "9Z", "13H"]
    assert [row.class_shown for row in look(text, **{key: str(cast.other_classroom.pk)}).rows][:2] == ["12B", "12B"]
    assert verdicts(look(text, **{key: OUT}))[:2] == [Verdict.OUT, Verdict.OUT]


def test_a_class_that_is_closed_takes_nobody(look, cast):
    close_classroom(classroom=cast.other_classroom)
    plan = look("Zoë\tO’Brien\t12B")
    assert verdicts(plan) == [Verdict.NO_CLASS]
    assert re.fullmatch(r"12B was closed in \d{4}\.", plan.rows[0].why)
    key = plan.missing[0].key
    assert verdicts(look("Zoë\tO’Brien\t12B", **{key: str(cast.other_classroom.pk)})) == [Verdict.NO_CLASS]


def test_the_same_name_twice_is_left_out_unless_it_is_somebody_else(look):
    text = "Zoë\tO’Brien\nZoe\tO'Brien"
    plan = look(text)
    assert verdicts(plan) == [Verdict.NEW, Verdict.TWICE]
    assert plan.needing == 0
    other = look(text, **{plan.rows[1].key: NEW})
    assert [row.username for row in other.rows] == ["zoe.obrien", "zoe.obrien2"]


def test_the_same_name_for_two_classes_is_one_person_or_two_as_the_admin_says(look):
    text = "Zoë\tO’Brien\t13H\nZoë\tO’Brien\t12B"
    plan = look(text)
    assert verdicts(plan) == [Verdict.NEW, Verdict.ASK]
    same = look(text, **{plan.rows[1].key: plan.rows[0].key})
    assert (same.rows[1].verdict, same.rows[1].same_as) == (Verdict.JOINS, 0)
    assert verdicts(look(text, **{plan.rows[1].key: NEW})) == [Verdict.NEW, Verdict.NEW]


def test_a_username_twice_is_a_fault_unless_it_is_the_same_person_in_another_class(look):
    rows = "Name\tUsername\tClass\nZoë O’Brien\tzob\t13H\n"
    assert look(rows + "Liam Murphy\tzob\t13H").rows[1].why == "zob stands in row 2 already, for Zoë O’Brien."
    assert verdicts(look(rows + "Zoë O’Brien\tzob\t13H")) == [Verdict.NEW, Verdict.TWICE]
    assert verdicts(look(rows + "Zoë O’Brien\tzob\t12B")) == [Verdict.NEW, Verdict.JOINS]


def test_usernames_are_made_unique_in_the_school_and_in_the_list(look, cast):
    make_person(cast.school, Role.TEACHER, "liam.murphy", "Liam Other")
    text = "Name\tUsername\nLiam Murphy\t\nZoë O’Brien\t\nZara Obrien\tzoe.obrien"
    assert [row.username for row in look(text).rows] == ["liam.murphy2", "zoe.obrien2", "zoe.obrien"]


@pytest.mark.parametrize(
    ("given", "family", "username"),
    [
        ("Zoë", "O’Brien", "zoe.obrien"),
        ("Mary Ann", "Smith-Jones", "maryann.smith-jones"),
        ("Łukasz", "Groß", "lukasz.gross"),
        ("Мария", "Иванова", "student"),
        ("A" * 80, "B" * 80, "a" * 55),
    ],
)
def test_a_username_is_made_of_plain_letters(given, family, username):
    assert plain_username(given, family) == username


@given(
    st.lists(
        st.sampled_from(
            [
                "Amira\tHussain",
                "Ella\tHughes",
                "Ella\tHughes\t9Z",
                "Zoë\tO’Brien\t13H",
                "Zoë\tO’Brien\t12B",
                "x",
                "\t\t",
                "Zo\0\ta",
            ]
        ),
        max_size=8,
    ),
    st.data(),
)
def test_every_row_has_one_verdict_whatever_is_pasted_and_decided(cast, rows, data):
    text = "\n".join(rows)
    pasted = read(text)
    plan, mark = judge(school=cast.school, pasted=pasted, classroom=None, decisions={})
    answers = {
        row.key: data.draw(st.sampled_from([each.value for each in row.choices])) for row in plan.rows if row.choices
    }
    answers |= {each.key: data.draw(st.sampled_from([each.value for each in each.choices])) for each in plan.missing}
    decided, again = judge(school=cast.school, pasted=pasted, classroom=None, decisions=answers)
    assert [row.line for row in decided.rows] == [row.line for row in plan.rows] == list(pasted.lines)
    assert len(pasted.lines) == sum(not is_blank(row) for row in rows)
    assert mark == again
    assert len(decided.shown) == len(decided.rows) == sum(count for _, count in decided.counts)
    usernames = [row.username for row in decided.new]
    assert len(set(usernames)) == len(usernames)


# --- Done, or not --------------------------------------------------------------------------------------------------


def sent(page, **more) -> dict[str, str]:
    """What the form of the preview sends."""
    form = page.context["form"]
    return {
        "rows": form["rows"].value(),
        "classroom": form["classroom"].value() or "",
        "mark": page.context["mark"],
        **more,
    }


def test_students_are_brought_in_with_passwords_that_are_shown_once(cast, office, client):
    page = office.post(PASTE, {"rows": TWO, "classroom": cast.classroom.pk})
    assert "2 rows, read as “First name, Family name”" in words(page)
    assert not User.objects.filter(family_name="Murphy").exists()

    done = office.post(PASTE, sent(page, bring_in=""))
    assert "no-store" in done["Cache-Control"]
    assert {"Zoë O’Brien", "Liam Murphy"} < people_in(cast.classroom)
    secrets = [newcomer.secret for newcomer in done.context["done"].newcomers]
    assert set(SECRET.findall(words(done))) == set(secrets)
    assert len(set(secrets)) == 2
    assert all(secret not in str(session.get_decoded()) for session in Session.objects.all() for secret in secrets)
    person = User.objects.get(username="liam.murphy@ashgrove")
    assert person.password_is_temporary
    assert person.check_password(secrets[1])
    assert Membership.objects.get(user=person).role == Role.STUDENT
    assert person.history.first().history_user == cast.admin
    client.post("/sign-in/", {"username": "liam.murphy@ashgrove", "password": secrets[1]})
    assert client.get("/due/")["Location"] == "/account/password/"


def test_where_the_site_has_several_schools_a_slip_says_which(cast, office):
    page = office.post(PASTE, {"rows": TWO, "classroom": cast.classroom.pk})
    assert "zoe.obrien@ashgrove" in words(office.post(PASTE, sent(page, bring_in="")))
    assert "amira@ashgrove" in words(office.post(f"/school/ashgrove/people/{cast.student.pk}/password/"))


def test_the_same_list_sent_twice_makes_nobody_twice(cast, office):
    page = office.post(PASTE, {"rows": TWO, "classroom": cast.classroom.pk})
    office.post(PASTE, sent(page, bring_in=""))
    before = User.objects.count()
    again = office.post(PASTE, sent(page, bring_in=""))
    assert User.objects.count() == before
    assert "Nothing has been done yet." in words(again)
    assert "Already in the class as zoe.obrien." in words(again)
    assert "Nothing was left to do." in words(office.post(PASTE, sent(again, bring_in="")))
    assert User.objects.count() == before


def test_the_same_list_without_a_class_sent_twice_makes_nobody_twice(cast, office):
    page = office.post(PASTE, {"rows": TWO, "classroom": ""})
    office.post(PASTE, sent(page, bring_in=""))
    before = User.objects.count()
    again = office.post(PASTE, sent(page, bring_in=""))
    assert "Somebody here has this name." in words(again)
    office.post(PASTE, sent(again, bring_in=""))
    assert User.objects.count() == before


def test_what_waits_for_a_decision_is_left_out_and_holds_up_nobody(cast, office):
    text = "Zoë\tO’Brien\nElla\tHughes\nLiam\tMurphy\t9Z\nnobody"
    page = office.post(PASTE, {"rows": text, "classroom": cast.classroom.pk})
    assert "2 rows need you. Until you decide, they are left out" in words(page)
    why = "2 wait for you to decide, 1 has a fault"
    assert f"1 of 4 rows comes in as it stands. 3 are left out: {why}." in words(page)
    assert "Bring them in: 1 of 4" in words(page)
    assert f"1 new account, 0 join a class, 3 left out ({why})." in words(page)
    done = office.post(PASTE, sent(page, bring_in=""))
    assert [newcomer.person.full_name for newcomer in done.context["done"].newcomers] == ["Zoë O’Brien"]
    said = words(done)
    assert "Hughes, Ella row 2. You decide" in said
    assert "nobody row 4. Fault: No family name." in said
    assert "Ella Hughes" not in people_in(cast.classroom)


def test_what_is_decided_is_done(cast, office):
    text = "Zoë\tO’Brien\nElla\tHughes\nLiam\tMurphy\t9Z\nZoë\tO’Brien\t9Z"
    page = office.post(PASTE, {"rows": text, "classroom": cast.classroom.pk})
    plan = page.context["plan"]
    answers = {
        plan.rows[1].key: str(cast.other_student.pk),
        plan.missing[0].key: MAKE,
        plan.rows[3].key: plan.rows[0].key,
    }
    done = office.post(PASTE, sent(page, bring_in="", **answers))
    made = Classroom.objects.get(school=cast.school, name="9Z")
    assert people_in(made) == {"Liam Murphy", "Zoë O’Brien"}
    assert {"Ella Hughes", "Zoë O’Brien"} <= people_in(cast.classroom)
    assert people_in(cast.other_classroom) == {"Ella Hughes"}
    assert User.objects.filter(family_name="O’Brien").count() == 1
    assert "Made: 9Z. It has no teacher yet." in words(done)


def test_a_school_that_has_changed_since_is_shown_anew_and_nothing_is_done(cast, office):
    page = office.post(PASTE, {"rows": TWO, "classroom": cast.classroom.pk})
    make_person(cast.school, Role.STUDENT, "liam", "Liam Murphy")
    before = User.objects.count()
    again = office.post(PASTE, sent(page, bring_in=""))
    assert "Nothing has been done yet." in words(again)
    assert User.objects.count() == before
    assert [row.verdict for row in again.context["plan"].rows] == [Verdict.NEW, Verdict.ASK]


@pytest.mark.parametrize(
    "change", [{"rows": TWO + "\nMia\tKhan"}, {"classroom": ""}, {"mark": ""}, {"mark": "0" * 32}], ids=str
)
def test_only_what_has_been_looked_at_is_done(change, cast, office):
    page = office.post(PASTE, {"rows": TWO, "classroom": cast.classroom.pk})
    before = User.objects.count()
    again = office.post(PASTE, sent(page, bring_in="") | change)
    assert "Nothing has been done yet." in words(again)
    assert field(again, "rows").value == change.get("rows", TWO)
    assert User.objects.count() == before


def test_a_class_that_was_closed_meanwhile_takes_nobody(cast, office):
    page = office.post(PASTE, {"rows": TWO + "\t12B", "classroom": ""})
    close_classroom(classroom=cast.other_classroom)
    before = User.objects.count()
    again = office.post(PASTE, sent(page, bring_in=""))
    assert "12B was closed in" in words(again)
    assert User.objects.count() == before


def test_all_is_done_or_nothing(cast, monkeypatch):
    pasted = read(TWO)
    _, mark = judge(school=cast.school, pasted=pasted, classroom=cast.classroom, decisions={})
    before = User.objects.count()
    # The database refuses the second account.
    original = User.save

    def save(self, *args, **kwargs):
        if self.given_name == "Liam":
            self.username = f"amira@{cast.school.slug}"
        original(self, *args, **kwargs)

    monkeypatch.setattr(User, "save", save)
    with pytest.raises(Changed):
        bring_in(school=cast.school, pasted=pasted, classroom=cast.classroom, decisions={}, mark=mark)
    assert User.objects.count() == before
    assert "Zoë O’Brien" not in people_in(cast.classroom)


# SQLite lets one write after another: there is no moment at which two could meet.
if connection.vendor != "sqlite":

    @pytest.mark.django_db(transaction=True)
    def test_two_admins_with_the_same_list_make_everybody_once(cast):
        pasted = read("\n".join(f"First{number}\tLast{number}" for number in range(20)))
        _, mark = judge(school=cast.school, pasted=pasted, classroom=cast.classroom, decisions={})
        start, outcomes = threading.Barrier(2), []

        def admin():
            try:
                start.wait()
                done = bring_in(school=cast.school, pasted=pasted, classroom=cast.classroom, decisions={}, mark=mark)
                outcomes.append(len(done.newcomers))
            except Changed:
                outcomes.append("changed")
            finally:
                connection.close()

        threads = [threading.Thread(target=admin) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes, key=str) == [20, "changed"]
        assert User.objects.filter(family_name__startswith="Last").count() == 20


# --- The form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("", "Paste the rows here."),
        (" \n\t\t\n", "There is no row of a student in this. Paste the rows with their names."),
        ("First name\tFamily name", "There is no row of a student in this. Paste the rows with their names."),
        (
            "\n".join(f"A{n}\tB{n}" for n in range(241)),
            "That is 241 rows, and 240 fit at a time. Paste some of them now and the others afterwards.",
        ),
        (
            "A" * 200_001,
            "That is 201 KB, and 200 fit. Paste the columns with names and classes alone, or half of the rows at "
            "a time.",
        ),
    ],
    ids=["empty", "blank", "headings alone", "too many", "too long"],
)
def test_what_cannot_be_read_stays_and_the_page_says_why(rows, fault, cast, office):
    page = office.post(PASTE, {"rows": rows, "classroom": cast.classroom.pk})
    assert field(page, "rows").fault == fault
    assert field(page, "rows").value.strip() == rows.strip()
    assert field(page, "classroom").value == str(cast.classroom.pk)


def test_coming_from_a_class_the_form_offers_that_class(cast, office):
    assert field(office.get(PASTE, {"class": cast.classroom.pk}), "classroom").value == str(cast.classroom.pk)
    assert "people/paste/?class=" in office.get(f"/school/ashgrove/classes/{cast.classroom.pk}/").text


def test_a_class_of_another_school_is_not_taken(cast, office):
    far = Classroom.objects.get(school__slug="birchwood")
    page = office.post(PASTE, {"rows": TWO, "classroom": far.pk})
    assert field(page, "classroom").fault


def test_names_are_shown_as_names_and_not_as_code(cast, office):
    page = office.post(PASTE, {"rows": "<b>Bo\tO’Neil & “Son”", "classroom": ""})
    assert "<b>Bo" not in page.text
    done = office.post(PASTE, sent(page, bring_in=""))
    assert "<b>Bo" not in done.text
    assert "&lt;b&gt;Bo O’Neil &amp; “Son”" in done.text


def test_the_preview_costs_the_same_for_many_rows_and_people(cast, office, count_queries):
    def cost(rows: int) -> int:
        text = "\n".join(f"First{number}\tLast{number}\t13H" for number in range(rows))
        with count_queries() as count:
            assert office.post(PASTE, {"rows": text, "classroom": ""}).status_code == 200
        return count()

    few = cost(1)
    for number in range(30):
        person = make_person(cast.school, Role.STUDENT, f"s{number}", f"First{number} Last{number}")
        enrol(
            classroom=create_classroom(school=cast.school, name=f"C{number}"), user=person, role=EnrolmentRole.STUDENT
        )
    assert cost(30) == few <= 10
