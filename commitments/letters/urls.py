"""Pages of letters of enterprises; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("letters/enter/", guarded(views.enter), name="staff_letter_enter"),
    path("letters/counter/", guarded(views.lookup), name="staff_letter_counter"),
    path("letters/supervision/", guarded(views.supervision), name="staff_letter_supervision"),
    path("letters/<int:pk>/", guarded(views.letter), name="staff_letter"),
    path("letters/<int:pk>/paper/", guarded(views.paper), name="staff_letter_paper"),
    path("letters/<int:pk>/record/", guarded(views.record_form), name="staff_letter_record"),
    path("letters/<int:pk>/copy/", guarded(views.copy), name="staff_letter_copy"),
    path("letters/<int:pk>/check/", guarded(views.check), name="staff_letter_check"),
    path("letters/<int:pk>/copies/<uuid:file>/", guarded(views.copy_file), name="staff_letter_copy_file"),
    path("letters/<int:pk>/proofs/<uuid:file>/", guarded(views.proof), name="staff_letter_proof"),
]
