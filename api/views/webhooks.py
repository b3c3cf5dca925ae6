"""Webhooks of other systems: which there are, making one, what was sent to one, ending one."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import needs
from accounts.roles import Permission
from api.changes import webhooks as changes
from api.forms.webhooks import WebhookForm
from api.models import Delivery, Webhook
from api.queries.webhooks import deliveries_of, delivery_rows, webhook_rows, webhooks
from api.views.navigation import crumbs, tabs
from foundation.form_pages import FormPage, form_page, pressed
from foundation.lists import paged
from foundation.request import Request


@require_safe
@needs(Permission.ORGANISATION_EDIT)
def webhook_list(request: Request) -> HttpResponse:
    """Every webhook: which address is told of what."""
    page, pages = paged(request, webhook_rows(webhooks()))
    context = {"rows": page.object_list, "pages": pages, "tabs": tabs(request), "crumbs": crumbs()}
    return render(request, "api/webhook_list.html", {**context, "hosts": settings.PMMI_WEBHOOK_HOSTS})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.ORGANISATION_EDIT)
def webhook_create(request: Request) -> HttpResponse:
    """Make a webhook; its secret is shown once."""
    back = reverse("api:webhook-list")
    form = WebhookForm(request.POST or None, cancel_url=back)

    def make() -> HttpResponse:
        webhook = changes.make_webhook(by=request.by, at=request.now, **form.cleaned_data)
        context = {"webhook": webhook, "secret": changes.secret_of(webhook), "crumbs": crumbs(("Webhooks", back))}
        return render(request, "api/webhook_made.html", context)

    intro = "The address is told that something happened, by references alone: no figure, name or word leaves."
    return form_page(request, FormPage("Make a webhook", crumbs(("Webhooks", back)), intro=intro), form, make)


@require_safe
@needs(Permission.ORGANISATION_EDIT)
def webhook_detail(request: Request, pk: int) -> HttpResponse:
    """What was sent to an address, and what it answered."""
    webhook = get_object_or_404(webhooks(), pk=pk)
    page, pages = paged(request, deliveries_of(webhook))
    (row,) = webhook_rows([webhook])
    context = {"row": row, "rows": delivery_rows(page), "pages": pages}
    context["crumbs"] = crumbs(("Webhooks", reverse("api:webhook-list")))
    return render(request, "api/webhook_detail.html", context)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def webhook_end(request: Request, pk: int) -> HttpResponse:
    """Tell an address no more."""
    webhook = get_object_or_404(Webhook, pk=pk)
    said = f"{webhook.address} is told nothing from now on."
    pressed(request, lambda: changes.end_webhook(by=request.by, at=request.now, webhook=webhook), said)
    return redirect("api:webhook-list")


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def delivery_again(request: Request, pk: int) -> HttpResponse:
    """Send a message once more."""
    delivery = get_object_or_404(Delivery, pk=pk)
    pressed(request, lambda: changes.send_again(by=request.by, at=request.now, delivery=delivery), "It is sent again.")
    return redirect("api:webhook-detail", pk=delivery.webhook_id)
