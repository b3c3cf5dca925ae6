from django.urls import path

from assurance.views import certificates, samples

app_name = "assurance"

urlpatterns = [
    path("", certificates.quality_list, name="list"),
    path("measures/<str:ref>/", certificates.measure, name="measure"),
    path("measures/<str:ref>/certify/", certificates.certify, name="certify"),
    path("measures/<str:ref>/evidence/", certificates.evidence_create, name="evidence-create"),
    path("evidence/<number:pk>/", certificates.evidence, name="evidence"),
    path("samples/", samples.sample_list, name="sample-list"),
    path("samples/new/", samples.sample_create, name="sample-create"),
    path("samples/<number:pk>/", samples.sample, name="sample"),
    path("samples/found/<number:pk>/", samples.finding_edit, name="finding-edit"),
]
