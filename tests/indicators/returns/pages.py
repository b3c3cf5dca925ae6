"""A return to work on, and its pages as a browser would send them."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, period_target
from tests.factories.indicators import Q2


def now_open(**fields):
    """A return that is open by the machine's own clock, for tests with real processes and browsers."""
    now = timezone.now()
    return ReturnFactory(
        opens_at=now - timedelta(days=9),
        due_at=now + timedelta(days=3),
        grace_ends_at=now + timedelta(days=4),
        approval_due_at=now + timedelta(days=9),
        locks_at=now + timedelta(days=20),
        **fields,
    )


def make_return(service, measures=2, *, stem="WR", **fields):
    in_return = ReturnFactory(service=service)
    for n in range(measures):
        indicator = IndicatorFactory(service=service, ref=f"{stem}{n:03d}", name=f"Measure number {n}", **fields)
        period_target(indicator, Q2, 90)
        for back in range(1, 5):
            ObservationFactory(indicator=indicator, period=Q2.previous(back), value=Decimal(90 + back))
        ObservationFactory(indicator=indicator, in_return=in_return, state="due", value=None)
    return in_return


def edit_url(in_return):
    return reverse("indicators:return-edit", args=[in_return.pk])


def form_of(client, url):
    """Every field of the page's grid as a browser would send it."""
    page = client.get(url).content.decode()
    data = {}
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("name") and attributes.get("type") not in ("radio", "checkbox"):
            data[attributes["name"]] = unescape(attributes.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        data[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        data[name] = unescape(chosen.group(1))
    for away in ("csrfmiddlewaretoken", "figure"):
        data.pop(away, None)
    return data


def figures(in_return):
    return list(in_return.figures.order_by("indicator__ref"))


def autosave(client, to, figure, **typed):
    data = {"figure": figure.pk, f"f{figure.pk}-version": typed.pop("version", figure.version)}
    data |= {f"f{figure.pk}-{name}": text for name, text in typed.items()}
    return client.post(reverse("indicators:return-save", args=[to.pk]), data)


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def be(page, live_server, client):
    """The browser is signed in as the client is."""
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def said(page: Page, text: str) -> None:
    """What the page says of saving, a pattern."""
    expect(page.locator("[data-save-state]")).to_contain_text(re.compile(text))
