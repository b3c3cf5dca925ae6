"""Routes of measures, targets, rules, imports and figures."""

from django.urls import path

from indicators.views import (
    definition_parts,
    definition_sheet,
    definitions,
    figures,
    imports,
    new_measure,
    ratings,
    recovery,
    return_submit,
    returns,
    schemes,
    sets,
    sign_off,
    summing,
    support,
    targets,
)

app_name = "indicators"

urlpatterns = [
    # Definition sheets and sets.
    path("", definitions.indicator_list, name="indicator-list"),
    path("new/", new_measure.indicator_create, name="indicator-create"),
    path("definitions/<str:ref>/", definition_sheet.indicator_detail, name="indicator-detail"),
    path("definitions/<str:ref>/change/", definitions.indicator_edit, name="indicator-edit"),
    path("definitions/<str:ref>/retire/", definitions.indicator_retire, name="indicator-retire"),
    path("definitions/<str:ref>/serves/", definition_parts.indicator_objectives, name="indicator-objectives"),
    path("definitions/<str:ref>/breaks/new/", definition_parts.break_create, name="break-create"),
    path("definitions/<str:ref>/breaks/<number:pk>/remove/", definition_parts.break_remove, name="break-remove"),
    path("definitions/<str:ref>/recovery/new/", recovery.recovery_create, name="recovery-create"),
    path("definitions/<str:ref>/recovery/<number:pk>/", recovery.recovery_edit, name="recovery-edit"),
    path("definitions/<str:ref>/help/new/", support.help_ask, name="help-ask"),
    path("definitions/<str:ref>/help/<number:pk>/answer/", support.help_answer, name="help-answer"),
    path("definitions/<str:ref>/help/<number:pk>/close/", support.help_close, name="help-close"),
    path("sets/", sets.set_list, name="set-list"),
    path("sets/new/", sets.set_create, name="set-create"),
    path("sets/<number:pk>/", sets.set_detail, name="set-detail"),
    path("sets/<number:pk>/change/", sets.set_edit, name="set-edit"),
    # Targets.
    path("targets/", targets.target_list, name="target-list"),
    path("definitions/<str:ref>/targets/<period:key>/", targets.target_edit, name="target-edit"),
    # Rating rules and schemes.
    path("rules/", ratings.rule_list, name="rule-list"),
    path("rules/new/", ratings.rule_create, name="rule-create"),
    path("rules/<number:pk>/", ratings.rule_detail, name="rule-detail"),
    path("rules/<number:pk>/remove/", ratings.rule_remove, name="rule-remove"),
    path("schemes/", schemes.scheme_list, name="scheme-list"),
    path("schemes/new/", schemes.scheme_create, name="scheme-create"),
    path("schemes/<number:pk>/", schemes.scheme_detail, name="scheme-detail"),
    path("schemes/<number:pk>/change/", schemes.scheme_edit, name="scheme-edit"),
    # How objectives and priorities are summed up.
    path("summing/", summing.summing_list, name="summing-list"),
    path("summing/levels/<number:pk>/", summing.summing_level, name="summing-level"),
    path("summing/objectives/<str:ref>/", summing.summing_objective, name="summing-objective"),
    path("summing/objectives/<str:ref>/weights/new/", summing.weights_create, name="weights-create"),
    path("summing/objectives/<str:ref>/weights/<number:pk>/", summing.weights_edit, name="weights-edit"),
    path("summing/objectives/<str:ref>/weights/<number:pk>/remove/", summing.weights_remove, name="weights-remove"),
    # Imports and downloads.
    path("figures/", imports.figure_download, name="figure-download"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_create, name="import-create"),
    path("imports/<number:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<number:pk>/progress/", imports.import_progress, name="import-progress"),
    path("imports/<number:pk>/apply/", imports.import_apply, name="import-apply"),
    path("imports/<number:pk>/discard/", imports.import_discard, name="import-discard"),
    # Returns and figures: last, because their addresses begin with a measure's reference, which may be any word.
    path("returns/", returns.return_list, name="return-list"),
    path("returns/<number:pk>/", returns.return_edit, name="return-edit"),
    path("returns/<number:pk>/save/", returns.return_save, name="return-save"),
    path("returns/<number:pk>/words/<number:figure>/", returns.return_words, name="return-words"),
    path("returns/<number:pk>/assess/", returns.return_assess, name="return-assess"),
    path("returns/<number:pk>/handed-in/", returns.return_handed_in, name="return-handed-in"),
    path("returns/<number:pk>/milestones/", returns.return_milestones, name="return-milestones"),
    path("returns/<number:pk>/submit/", return_submit.return_submit, name="return-submit"),
    path("returns/<number:pk>/submitted/", return_submit.return_submitted, name="return-submitted"),
    path("returns/<number:pk>/withdraw/", return_submit.return_withdraw, name="return-withdraw"),
    path("returns/<number:pk>/approve/", sign_off.return_approve, name="return-approve"),
    path("returns/<number:pk>/reopen/", sign_off.return_reopen, name="return-reopen"),
    path("returns/<number:pk>/<str:ref>/<period:key>/", figures.return_figure, name="return-figure"),
    path("<str:ref>/figures/<period:key>/", figures.figure_history, name="figure-history"),
    path("<str:ref>/figures/<period:key>/revise/", figures.figure_revise, name="figure-revise"),
]
