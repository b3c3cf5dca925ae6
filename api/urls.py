from django.urls import path

from api.v1 import routes
from api.views import tokens

app_name = "api"

urlpatterns = [
    path("api/v1/", routes.urls),
    path("set-up/tokens/", tokens.token_list, name="token-list"),
    path("set-up/tokens/new/", tokens.token_create, name="token-create"),
    path("set-up/tokens/<number:pk>/end/", tokens.token_end, name="token-end"),
]
