from django.urls import path

from activities.marking.views import assignments, classes, papers, returned

app_name = "marking"
urlpatterns = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:class_id>/", classes.classroom, name="classroom"),
    path("classes/<int:class_id>/set/", assignments.set_work, name="set-work"),
    path("assignments/<int:assignment_id>/", assignments.assignment, name="assignment"),
    path("assignments/<int:assignment_id>/change/", assignments.change, name="change"),
    path("assignments/<int:assignment_id>/withdraw/", assignments.withdraw, name="withdraw"),
    path("assignments/<int:assignment_id>/restore/", assignments.restore, name="restore"),
    path("assignments/<int:assignment_id>/return/", assignments.return_to_class, name="return"),
    path("drafts/<int:work_id>/", papers.draft, name="draft"),
    path("papers/<int:work_id>/", papers.paper, name="paper"),
    path("work/<int:assignment_id>/returned/", returned.came_back, name="came-back"),
    path("answers/<int:submission_id>/", returned.answer, name="answer"),
]
