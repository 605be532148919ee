from django.urls import path

from historyclass.people.views import account, door, intake, school, teaching

app_name = "people"
urlpatterns = [
    path("", door.home, name="home"),
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("first-run/", door.first_run, name="first-run"),
    path("account/", account.account, name="account"),
    path("account/reading/", account.reading, name="reading"),
    path("account/password/", account.password, name="password"),
    path("school/<slug:slug>/", school.school, name="school"),
    path("school/<slug:slug>/classes/new/", school.new_class, name="new-class"),
    path("school/<slug:slug>/classes/<int:class_id>/", school.classroom, name="class"),
    path("school/<slug:slug>/classes/<int:class_id>/close/", school.close_class, name="close-class"),
    path("school/<slug:slug>/classes/<int:class_id>/reopen/", school.reopen_class, name="reopen-class"),
    path("school/<slug:slug>/enrolments/<int:enrolment_id>/move/", school.move, name="move"),
    path("school/<slug:slug>/enrolments/<int:enrolment_id>/remove/", school.remove, name="remove"),
    path("school/<slug:slug>/people/", school.people, name="people"),
    path("school/<slug:slug>/people/new/", school.new_person, name="new-person"),
    path("school/<slug:slug>/people/paste/", intake.paste, name="paste"),
    path("school/<slug:slug>/people/<int:user_id>/password/", school.reset_password, name="reset-password"),
    path("classes/<int:class_id>/students/<int:user_id>/password/", teaching.student_password, name="student-password"),
]
