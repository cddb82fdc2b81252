"""Pages of the own account on the staff site, behind its login."""

from django.contrib import admin
from django.urls import path

from . import views

guarded = admin.site.admin_view

urlpatterns = [
    path("saved-lists/", guarded(views.save_list), name="staff_save_list"),
    path("saved-lists/<int:pk>/remove/", guarded(views.forget_list), name="staff_forget_list"),
]
