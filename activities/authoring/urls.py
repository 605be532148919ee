from django.urls import path

from activities.authoring import views

urlpatterns = [
    path("", views.activities, name="activities"),
    path("<int:activity_id>/", views.edit, name="edit"),
    path("<int:activity_id>/preview/", views.preview, name="preview"),
    path("<int:activity_id>/notes/", views.notes, name="notes"),
    path("<int:activity_id>/copy/", views.copy, name="copy"),
    path("<int:activity_id>/retire/", views.retire, name="retire"),
    path("<int:activity_id>/restore/", views.restore, name="restore"),
    path("<int:activity_id>/parts/<int:part_id>/", views.edit_part, name="edit-part"),
    path("<int:activity_id>/parts/<int:part_id>/remove/", views.remove_part, name="remove-part"),
]
