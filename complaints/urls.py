"""Pages of tickets on the staff site; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import sheet_views, views
from .campaigns.urls import urlpatterns as campaigns

guarded = admin.site.admin_view

urlpatterns = [
    *campaigns,
    path("complaints/enter/", guarded(views.enter), name="staff_ticket_enter"),
    path("complaints/import/", guarded(sheet_views.sheet), name="staff_ticket_sheet"),
    path("complaints/import/template.csv", guarded(sheet_views.template), name="staff_ticket_sheet_template"),
    path("complaints/<int:pk>/", guarded(views.ticket), name="staff_ticket"),
    path("complaints/<int:pk>/case/", guarded(views.open_case), name="staff_ticket_case"),
    path("complaints/<int:pk>/extension/", guarded(views.extension), name="staff_ticket_extension"),
    path("complaints/<int:pk>/message/", guarded(views.message), name="staff_ticket_message"),
    path("complaints/<int:pk>/documents/<slug:kind>/", guarded(views.paper), name="staff_ticket_paper"),
    path("complaints/<int:pk>/files/<uuid:file>/", guarded(views.attachment), name="staff_ticket_file"),
]
