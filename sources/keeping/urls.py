from django.urls import path

from sources.keeping.views import arranging, holding, own, pictures

urlpatterns = [
    path("library/<slug:slug>/teaching/", arranging.teaching, name="teaching"),
    path("library/<slug:slug>/classes/<int:class_id>/", arranging.arrange, name="arrange"),
    path("library/<slug:slug>/wordings/", holding.wordings, name="wordings"),
    path("library/<slug:slug>/own-sources/new/", own.new_source, name="new-source"),
    path("library/<slug:slug>/sources/<key:key>/edit/", own.edit_source, name="edit-source"),
    path("library/<slug:slug>/sources/<key:key>/retire/", own.retire_source, name="retire-source"),
    path("library/<slug:slug>/sources/<key:key>/restore/", own.restore_source, name="restore-source"),
    path("library/<slug:slug>/sources/<key:key>/hold-picture/", holding.hold_picture, name="hold-picture"),
    path("library/<slug:slug>/sources/<key:key>/remove-picture/", holding.remove_picture, name="remove-picture"),
    path("library/<slug:slug>/sources/<key:key>/picture/<slug:name>/", pictures.picture, name="picture"),
]
