from django.urls import path

from marshrut.desks.facts import views

app_name = "facts"
urlpatterns = [
    path("", views.territories, name="territories"),
    path("posts/", views.posts, name="posts"),
    path("subjects/", views.subjects, name="subjects"),
    path("standards/", views.standards, name="standards"),
    path("categories/", views.categories, name="categories"),
    path("unchecked/", views.unchecked, name="unchecked"),
    path("sources/", views.sources, name="sources"),
]
