"""Pages of objections on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("objections/file/", guarded(views.file_own), name="staff_objection_file"),
    path("objections/window/", guarded(views.window), name="staff_objection_window"),
    path("objections/<int:pk>/", guarded(views.objection), name="staff_objection"),
    path("objections/<int:pk>/extension/", guarded(views.extension), name="staff_objection_extension"),
    path("objections/<int:pk>/files/<uuid:file>/", guarded(views.proof), name="staff_objection_proof"),
    path("corrections/<int:pk>/", guarded(views.correction), name="staff_correction"),
]
