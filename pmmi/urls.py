"""Every route of the product: each app's own list under its own prefix, and the pages that belong to none."""

from allauth.account import views as sign_in
from django.urls import include, path, re_path

from pmmi import gallery, health, mail, pages
from reporting.views import home

account_routes = [
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("password/", sign_in.password_change, name="account_change_password"),
    path("password/forgotten/", sign_in.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", sign_in.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("disabled/", sign_in.account_inactive, name="account_inactive"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", include(account_routes)),
    path("organisation/", include("accounts.urls")),
    path("plans/", include("plans.urls")),
    path("indicators/", include("indicators.urls")),
    path("", include("reporting.urls")),
    path("scrutiny/", include("scrutiny.urls")),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("help/", pages.help_page, name="help"),
    path("set-up/", pages.setup, name="setup"),
    path("brand.css", pages.brand, name="brand"),
    path("components/", gallery.gallery, name="components"),
    path("set-up/installation/", health.installation, name="installation"),
    path("set-up/mail/", mail.test_message, name="mail"),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
    path("health/metrics/", health.measured, name="health-metrics"),
]

handler403 = "pmmi.pages.forbidden"
handler500 = "pmmi.pages.failed"
