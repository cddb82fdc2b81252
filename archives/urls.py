"""Pages of the staff site beside the admin's lists; each behind its login."""

from django.contrib import admin
from django.urls import path

from . import people_views, views

guarded = admin.site.admin_view

urlpatterns = [
    path("filings/import/", guarded(views.import_file), name="staff_import"),
    path("filings/enter/", guarded(views.choose_item), name="staff_choose_item"),
    path("filings/enter/<slug:item_code>/", guarded(views.enter_record), name="staff_enter"),
    path("filings/<int:pk>/", guarded(views.filing), name="staff_filing"),
    path("filings/<int:pk>/errors.csv", guarded(views.filing_errors), name="staff_filing_errors"),
    path("records/<str:number>/", guarded(views.record), name="staff_record"),
    path("records/<str:number>/withdrawal/", guarded(views.withdrawal), name="staff_withdrawal"),
    path("my-archive/", guarded(people_views.my_archive), name="staff_my_archive"),
    path("people/", guarded(people_views.people_list), name="staff_people"),
    path("people/register/", guarded(people_views.register), name="staff_person_register"),
    path("people/<str:address>/", guarded(people_views.person), name="staff_person"),
    path("people/<str:address>/authority/", guarded(people_views.authority), name="staff_person_authority"),
]
