"""Pages of campaigns; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("campaigns/begin/", guarded(views.begin), name="staff_campaign_begin"),
    path("campaigns/talks/", guarded(views.talks), name="staff_talks"),
    path("campaigns/talks/<int:pk>/recheck/", guarded(views.recheck), name="staff_campaign_recheck"),
    path("campaigns/<int:pk>/", guarded(views.campaign), name="staff_campaign"),
    path("campaigns/<int:pk>/talks/<int:body>/", guarded(views.talk), name="staff_campaign_talk"),
]
