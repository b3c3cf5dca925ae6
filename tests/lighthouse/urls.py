"""The product's routes, and the bare page that its pages are measured against: header, menu, a heading, footer."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

BARE = "/bare/"
TEMPLATE = """
{% extends "base.html" %}
{% block content %}<h1 class="govuk-heading-l">Nothing is here</h1>{% endblock %}
"""


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(TEMPLATE).render({}, request))


urlpatterns = [path(BARE.removeprefix("/"), bare), path("", include("pmmi.urls"))]
