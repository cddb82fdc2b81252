"""Pages of the warnings on the staff site, behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("warnings/", guarded(views.warnings), name="staff_warnings"),
    path("warnings/list.csv", guarded(views.warnings_csv), name="staff_warnings_csv"),
    path("warnings/<int:pk>/", guarded(views.warning), name="staff_warning"),
]
