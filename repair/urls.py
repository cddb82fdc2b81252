"""Pages of objections on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views
from .applications import views as applications

guarded = admin.site.admin_view

urlpatterns = [
    path("objections/file/", guarded(views.file_own), name="staff_objection_file"),
    path("objections/window/", guarded(views.window), name="staff_objection_window"),
    path("objections/<int:pk>/", guarded(views.objection), name="staff_objection"),
    path("objections/<int:pk>/extension/", guarded(views.extension), name="staff_objection_extension"),
    path("objections/<int:pk>/files/<uuid:file>/", guarded(views.proof), name="staff_objection_proof"),
    path("corrections/<int:pk>/", guarded(views.correction), name="staff_correction"),
    path("repairs/file/", guarded(applications.file_own), name="staff_application_file"),
    path("repairs/window/", guarded(applications.window), name="staff_application_window"),
    path("repairs/<int:pk>/", guarded(applications.application), name="staff_application"),
    path("repairs/<int:pk>/extension/", guarded(applications.extension), name="staff_application_extension"),
    path("repairs/<int:pk>/false/", guarded(applications.false_material), name="staff_application_false"),
    path("repairs/<int:pk>/letter/", guarded(applications.letter), name="staff_application_letter"),
    path("repairs/<int:pk>/letter/record/", guarded(applications.letter_record), name="staff_application_letter_record"),
    path("repairs/<int:pk>/files/<uuid:file>/", guarded(applications.evidence), name="staff_application_evidence"),
    path("shields/enter/", guarded(applications.enter_shield), name="staff_shielding_enter"),
    path("shields/<int:pk>/", guarded(applications.shield), name="staff_shielding"),
]
