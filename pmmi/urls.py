"""Every route of the product: each app's own list under its own prefix, and the pages that belong to none."""

from allauth.account import views as sign_in
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app_codes
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path

from accounts.views import own_sign_in, watching
from pmmi import gallery, mail, pages
from pmmi.state import health
from pmmi.workbook import views as workbook_pages
from reporting.views import inbox

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
    path("confirm/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("", own_sign_in.own_sign_in, name="own-sign-in"),
    path("sessions/<number:pk>/end/", own_sign_in.session_end, name="session-end"),
    path("sessions/end-others/", own_sign_in.sessions_end_others, name="sessions-end-others"),
    path("stay/", own_sign_in.session_stay, name="session-stay"),
]
# The names are the library's, which looks its pages up by them. Nobody signs up here, nor with a passkey alone.
second_step_routes = [
    path("", second_step.index, name="mfa_index"),
    path("code/", second_step.authenticate, name="mfa_authenticate"),
    path("confirm/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("app/", app_codes.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", app_codes.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/new/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<number:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<number:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
inbox_routes = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.inbox_read, name="inbox-read"),
    path("<number:pk>/read/", inbox.notice_read, name="notice-read"),
    path("mail/", watching.inbox_mail, name="inbox-mail"),
    path("watching/", watching.watching, name="watching"),
    path("watching/<str:kind>/<number:pk>/", watching.watch, name="watch"),
    path("watching/stop/", watching.unwatch, name="unwatch"),
]

urlpatterns = [
    path("", pages.first_page, name="home"),
    path("inbox/", include(inbox_routes)),
    path("account/", include(account_routes)),
    path("account/second-step/", include(second_step_routes)),
    path("organisation/", include("accounts.urls")),
    path("plans/", include("plans.urls")),
    path("risks/", include("risks.urls")),
    path("breakdowns/", include("breakdowns.urls")),
    path("money/", include("money.urls")),
    path("benchmarks/", include("benchmarks.urls")),
    path("catalogues/", include("catalogues.urls")),
    path("targets/", include("target_decisions.urls")),
    path("quality/", include("assurance.urls")),
    path("feedback/", include("feedback.urls")),
    path("reviews/", include("edr.urls")),
    path("indicators/", include("indicators.urls")),
    path("", include("reporting.urls")),
    path("scrutiny/", include("scrutiny.urls")),
    path("search/", include("search.urls")),
    path("", include("api.urls")),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("help/", pages.help_page, name="help"),
    path("set-up/", pages.setup, name="setup"),
    path("set-up/workbook/", workbook_pages.workbook, name="workbook"),
    path("set-up/finished/", pages.setup_finish, name="setup-finish"),
    path("brand.css", pages.brand, name="brand"),
    path("crest.png", pages.crest_picture, name="crest"),
    path("components/", gallery.gallery, name="components"),
    path("set-up/installation/", health.installation, name="installation"),
    path("set-up/mail/", mail.test_message, name="mail"),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
    path("health/metrics/", health.measured, name="health-metrics"),
]

handler403 = "pmmi.pages.forbidden"
handler500 = "pmmi.pages.failed"
