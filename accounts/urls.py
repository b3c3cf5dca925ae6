from django.urls import path

from accounts.views import appointments, audit, people, posts, roles, units

app_name = "accounts"

unit_routes = [
    path("units/", units.unit_list, name="unit-list"),
    path("units/new/", units.unit_create, name="unit-create"),
    path("units/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("units/<int:pk>/change/", units.unit_edit, name="unit-edit"),
]
post_routes = [
    path("posts/", posts.post_list, name="post-list"),
    path("posts/new/", posts.post_create, name="post-create"),
    path("posts/<int:pk>/", posts.post_detail, name="post-detail"),
    path("posts/<int:pk>/change/", posts.post_edit, name="post-edit"),
    path("appointments/new/", appointments.appointment_create, name="appointment-create"),
    path("appointments/<int:pk>/change/", appointments.appointment_edit, name="appointment-edit"),
]
person_routes = [
    path("people/", people.person_list, name="person-list"),
    path("people/new/", people.person_create, name="person-create"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/change/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/held/", people.person_held, name="person-held"),
    path("people/<int:pk>/password-link/", people.person_password_link, name="person-password-link"),
    path("people/<int:pk>/disable/", people.person_disable, name="person-disable"),
    path("people/<int:pk>/enable/", people.person_enable, name="person-enable"),
    path("people/<int:pk>/second-step/", people.person_second_step, name="person-second-step"),
]
other_routes = [
    path("roles/", roles.role_list, name="role-list"),
    path("audit/", audit.audit, name="audit"),
]

urlpatterns = unit_routes + post_routes + person_routes + other_routes
