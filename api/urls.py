from django.urls import path

from api.v1 import routes
from api.views import reference, tokens, webhooks

app_name = "api"

urlpatterns = [
    path("api/v1/", routes.urls),
    path("help/other-systems/", reference.reference, name="reference"),
    path("set-up/tokens/", tokens.token_list, name="token-list"),
    path("set-up/tokens/new/", tokens.token_create, name="token-create"),
    path("set-up/tokens/<number:pk>/end/", tokens.token_end, name="token-end"),
    path("set-up/webhooks/", webhooks.webhook_list, name="webhook-list"),
    path("set-up/webhooks/new/", webhooks.webhook_create, name="webhook-create"),
    path("set-up/webhooks/<number:pk>/", webhooks.webhook_detail, name="webhook-detail"),
    path("set-up/webhooks/<number:pk>/end/", webhooks.webhook_end, name="webhook-end"),
    path("set-up/webhooks/sent/<number:pk>/again/", webhooks.delivery_again, name="delivery-again"),
]
