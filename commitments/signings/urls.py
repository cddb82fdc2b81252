"""Pages of collective signings; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("signings/draft/", guarded(views.draft), name="staff_signing_draft"),
    path("signings/<int:pk>/", guarded(views.signing), name="staff_signing"),
    path("signings/<int:pk>/strike/", guarded(views.strike), name="staff_signing_strike"),
]
