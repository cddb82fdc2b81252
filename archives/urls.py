"""Pages of the staff site beside the admin's lists; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import layout_pages, views

guarded = admin.site.admin_view

urlpatterns = [
    path("filings/import/", guarded(views.import_file), name="staff_import"),
    path("filings/enter/", guarded(views.choose_item), name="staff_choose_item"),
    path("filings/enter/<slug:item_code>/", guarded(views.enter_record), name="staff_enter"),
    path("filings/<int:pk>/", guarded(views.filing), name="staff_filing"),
    path("filings/<int:pk>/errors.csv", guarded(views.filing_errors), name="staff_filing_errors"),
    path("filings/<int:pk>/sheet.<slug:form>", guarded(layout_pages.sheet), name="staff_filing_sheet"),
    path("layouts/", guarded(layout_pages.layouts), name="staff_layouts"),
    path("layouts/<slug:code>.<slug:form>", guarded(layout_pages.template), name="staff_layout_template"),
    path("records/<str:number>/", guarded(views.record), name="staff_record"),
    path("records/<str:number>/withdrawal/", guarded(views.withdrawal), name="staff_withdrawal"),
]
