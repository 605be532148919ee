from django.urls import include, path

from activities import views

app_name = "activities"
urlpatterns = [
    path("due/", views.due, name="due"),
    path("work/<int:assignment_id>/", views.work, name="work"),
    path("work/<int:assignment_id>/hand-in/", views.hand_in, name="hand-in"),
    path("work/<int:assignment_id>/take-back/", views.take_back, name="take-back"),
    path("activities/", include("activities.authoring.urls")),
]
