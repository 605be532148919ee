from django.urls import path

from activities.marking.views import assignments, classes, papers

app_name = "marking"
urlpatterns = [
    path("classes/", classes.classes, name="classes"),
    path("classes/<int:class_id>/", classes.classroom, name="classroom"),
    path("classes/<int:class_id>/set/", assignments.set_work, name="set-work"),
    path("assignments/<int:assignment_id>/", assignments.assignment, name="assignment"),
    path("assignments/<int:assignment_id>/return/", assignments.return_to_class, name="return"),
    path("papers/<int:work_id>/", papers.paper, name="paper"),
]
