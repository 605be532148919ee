"""Without JavaScript people can sign in, read, hand in and mark; only filling in needs it, and says so."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import AsPerson, NewContext
from tests.browser.pages import (
    DEMO_WORK,
    Desk,
    hand_in,
    mark,
    open_assignment,
    open_class,
    return_to_class,
    set_work,
    sign_in,
)

pytestmark = pytest.mark.browser

WORK = "Set without a script"
COMMENT = "Come and fill it in at school."


def test_a_student_reads_and_hands_in_and_the_desk_says_what_it_needs(new_context: NewContext, student: str):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, student)
    expect(page.get_by_role("heading", level=1)).to_have_text("What is due")

    page.get_by_role("link", name="Library", exact=True).click()
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    page.get_by_role("link", name="The dilemma", exact=True).first.click()
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the Comintern was")
    page.locator("a.term").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")

    page.goto("/library/soviet-foreign-policy/")
    page.locator("summary", has_text="Sources").first.click()
    page.locator("details[open] .shelf").get_by_role("link").first.click()
    expect(page.get_by_text("These words are ours")).to_be_visible()

    page.goto("/due/")
    page.get_by_role("link", name=DEMO_WORK, exact=True).click()
    # Locators by text and role pass over what only shows without a script.
    needs = page.locator("noscript p")
    expect(needs).to_be_visible()
    expect(needs).to_contain_text("Filling this in needs JavaScript.")
    # It does not promise what it cannot keep.
    expect(Desk(page).word).to_have_count(0)
    expect(page.get_by_role("region", name="Sources").get_by_role("article")).to_have_count(10)

    hand_in(page)
    expect(page.get_by_text("It is on time.")).to_be_visible()


def test_a_teacher_sets_marks_and_returns(as_person: AsPerson):
    open_class(as_person("admin", java_script_enabled=False), "12N", students=("student14",))
    teacher = as_person("teacher", java_script_enabled=False)
    set_work(teacher, "12N", WORK)

    student = as_person("student14", java_script_enabled=False)
    student.get_by_role("link", name=WORK, exact=True).click()
    hand_in(student)

    open_assignment(teacher, WORK)
    mark(teacher, "Ella Hughes", 3, COMMENT)
    expect(student.get_by_text(COMMENT)).to_be_hidden()
    return_to_class(teacher)
    student.reload()
    expect(student.get_by_text(COMMENT)).to_be_visible()
