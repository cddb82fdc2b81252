"""Pages of what courts tell; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("court/lists/import/", guarded(views.sheet), name="staff_court_sheet"),
    path("court/lists/import/template.csv", guarded(views.template), name="staff_court_sheet_template"),
    path("court/notices/enter/", guarded(views.enter), name="staff_court_notice_enter"),
    path("court/notices/<int:pk>/", guarded(views.notice), name="staff_court_notice"),
]
