from django.urls import path

from historyclass.desk import views

app_name = "desk"
urlpatterns = [
    path("desk/key/", views.key, name="key"),
    path("desk/<slug:purpose>/<int:sheet_id>/", views.exchange, name="exchange"),
    path("desk/<slug:purpose>/<int:sheet_id>/state/", views.state, name="state"),
]
