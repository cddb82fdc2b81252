"""The permanent addresses. Their words and parts never change; the same stand under /en/."""

from django.urls import path

from . import people, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("subjects/<str:code>/", views.subject, name="subject"),
    path("persons/<str:address>/", people.person, name="person"),
    path("records/<str:number>/", views.record, name="record"),
]
