"""Pages of the lists of powers on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("powers/new/", guarded(views.new), name="staff_power_new"),
    path("powers/drafts/<int:pk>/", guarded(views.draft), name="staff_power_draft"),
    path("powers/<int:pk>/", guarded(views.power), name="staff_power"),
    path("powers/<int:pk>/<slug:purpose>/", guarded(views.change), name="staff_power_change"),
]
