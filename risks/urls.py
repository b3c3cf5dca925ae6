from django.urls import path

from risks.views import controls, matrices, risks

app_name = "risks"

urlpatterns = [
    path("new/", risks.risk_create, name="risk-create"),
    path("matrix/", matrices.matrix_detail, name="matrix-detail"),
    path("matrix/change/", matrices.matrix_edit, name="matrix-edit"),
    path("registers/", matrices.register_list, name="register-list"),
    path("registers/new/", matrices.register_create, name="register-create"),
    path("registers/<number:pk>/change/", matrices.register_edit, name="register-edit"),
    path("objectives/<str:ref>/none/", risks.objective_clear, name="objective-clear"),
    path("risk/<str:ref>/", risks.risk_detail, name="risk-detail"),
    path("risk/<str:ref>/change/", risks.risk_edit, name="risk-edit"),
    path("risk/<str:ref>/assess/", risks.risk_assess, name="risk-assess"),
    path("risk/<str:ref>/close/", risks.risk_close, name="risk-close"),
    path("risk/<str:ref>/controls/new/", controls.control_create, name="control-create"),
    path("risk/<str:ref>/controls/<number:pk>/", controls.control_edit, name="control-edit"),
    path("risk/<str:ref>/actions/new/", controls.mitigation_create, name="mitigation-create"),
    path("risk/<str:ref>/actions/<number:pk>/", controls.mitigation_edit, name="mitigation-edit"),
]
