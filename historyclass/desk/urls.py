from django.urls import path

from historyclass.desk import views

app_name = "desk"
urlpatterns = [path("desk/<slug:purpose>/<int:sheet_id>/", views.exchange, name="exchange")]
