from django.urls import path

from activities.marking.views import acts, assignments, classes, mark_book, papers, returned

app_name = "marking"
urlpatterns = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:class_id>/", classes.classroom, name="classroom"),
    path("classes/<int:class_id>/set/", assignments.set_work, name="set-work"),
    path("classes/<int:class_id>/marks/", mark_book.mark_book, name="mark-book"),
    path("classes/<int:class_id>/marks.csv", mark_book.mark_book_file, name="mark-book-file"),
    path("assignments/<int:assignment_id>/", assignments.assignment, name="assignment"),
    path("assignments/<int:assignment_id>/change/", assignments.change, name="change"),
    path("assignments/<int:assignment_id>/withdraw/", assignments.withdraw, name="withdraw"),
    path("assignments/<int:assignment_id>/restore/", assignments.restore, name="restore"),
    path("assignments/<int:assignment_id>/rows/", assignments.rows, name="rows"),
    path("assignments/<int:assignment_id>/longer/", acts.longer, name="longer"),
    path("assignments/<int:assignment_id>/excuse/", acts.excused, name="excuse"),
    path("assignments/<int:assignment_id>/send-back/", acts.send_back, name="send-back"),
    path("assignments/<int:assignment_id>/return/", acts.return_to_class, name="return"),
    path("assignments/<int:assignment_id>/recall/", acts.recall, name="recall"),
    path("drafts/<int:work_id>/", papers.draft, name="draft"),
    path("papers/<int:work_id>/", papers.paper, name="paper"),
    path("papers/<int:work_id>/marks/", papers.marks, name="marks"),
    path("work/<int:assignment_id>/returned/", returned.came_back, name="came-back"),
    path("answers/<int:submission_id>/", returned.answer, name="answer"),
]
