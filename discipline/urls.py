"""Pages of cases on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import told_views, views
from .court.urls import urlpatterns as court

guarded = admin.site.admin_view

urlpatterns = [
    *court,
    path("cases/open/", guarded(views.open_case), name="staff_case_open"),
    path("cases/notices/", guarded(told_views.notices), name="staff_case_notices"),
    path("cases/<int:pk>/", guarded(views.case), name="staff_case"),
    path("cases/<int:pk>/examination/", guarded(views.examine), name="staff_case_examine"),
    path("cases/<int:pk>/extension/", guarded(views.extension), name="staff_case_extension"),
    path("cases/<int:pk>/vote/", guarded(views.vote), name="staff_case_vote"),
    path("cases/<int:pk>/notice/", guarded(told_views.told), name="staff_case_told"),
    path("cases/<int:pk>/person/", guarded(told_views.person), name="staff_case_person"),
]
