"""Pages of the approval timer on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import sheet_views, views

guarded = admin.site.admin_view

urlpatterns = [
    path("handling/new/", guarded(views.take_in), name="staff_handling_new"),
    path("handling/import/", guarded(sheet_views.sheet), name="staff_handling_sheet"),
    path("handling/import/template.csv", guarded(sheet_views.template), name="staff_handling_sheet_template"),
    path("handling/<int:pk>/", guarded(views.handling), name="staff_handling"),
    path("handling/<int:pk>/again/", guarded(views.ask_again), name="staff_handling_again"),
    path("handling/<int:pk>/finish/", guarded(views.finish), name="staff_handling_finish"),
    path("handling/<int:pk>/notification/", guarded(views.notification), name="staff_handling_notification"),
]
