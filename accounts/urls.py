from django.urls import path

from accounts.views import appointments, audit, identity, invitations, people, posts, reorganisation, roles, units

app_name = "accounts"

unit_routes = [
    path("units/", units.unit_list, name="unit-list"),
    path("units/new/", units.unit_create, name="unit-create"),
    path("units/<number:pk>/", units.unit_detail, name="unit-detail"),
    path("units/<number:pk>/change/", units.unit_edit, name="unit-edit"),
]
post_routes = [
    path("posts/", posts.post_list, name="post-list"),
    path("posts/new/", posts.post_create, name="post-create"),
    path("posts/<number:pk>/", posts.post_detail, name="post-detail"),
    path("posts/<number:pk>/change/", posts.post_edit, name="post-edit"),
    path("appointments/new/", appointments.appointment_create, name="appointment-create"),
    path("appointments/<number:pk>/change/", appointments.appointment_edit, name="appointment-edit"),
]
person_routes = [
    path("people/", people.person_list, name="person-list"),
    path("people/new/", people.person_create, name="person-create"),
    path("people/new/in-post/", invitations.colleague_create, name="colleague-create"),
    path("people/invitations/", invitations.invitation_list, name="invitation-list"),
    path("people/<number:pk>/", people.person_detail, name="person-detail"),
    path("people/<number:pk>/change/", people.person_edit, name="person-edit"),
    path("people/<number:pk>/held/", people.person_held, name="person-held"),
    path("people/<number:pk>/password-link/", people.person_password_link, name="person-password-link"),
    path("people/<number:pk>/disable/", people.person_disable, name="person-disable"),
    path("people/<number:pk>/enable/", people.person_enable, name="person-enable"),
    path("people/<number:pk>/second-step/", people.person_second_step, name="person-second-step"),
]
reorganisation_routes = [
    path("reorganisations/", reorganisation.reorganisation_list, name="reorganisation-list"),
    path("reorganisations/new/<slug:kind>/", reorganisation.reorganisation_create, name="reorganisation-create"),
    path("reorganisations/<number:pk>/", reorganisation.reorganisation_detail, name="reorganisation-detail"),
    path("reorganisations/<number:pk>/change/", reorganisation.reorganisation_edit, name="reorganisation-edit"),
    path("reorganisations/<number:pk>/discard/", reorganisation.reorganisation_discard, name="reorganisation-discard"),
]
other_routes = [
    path("roles/", roles.role_list, name="role-list"),
    path("audit/", audit.audit, name="audit"),
    path("look/", identity.identity_edit, name="identity"),
]

urlpatterns = unit_routes + post_routes + person_routes + reorganisation_routes + other_routes
