"""Loads the demo council, once: organisation, plans, measures, the quarter in hand, reports, committees."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actors import actor_for
from accounts.changes.identity import finish_set_up
from accounts.models import Unit
from indicators.queries.quarters import last_over
from plans.changes.levels import ensure_default_levels
from pmmi.demo.benchmarks import make_benchmarks
from pmmi.demo.breakdowns import make_breakdowns
from pmmi.demo.calculated import make_calculated
from pmmi.demo.catalogues import make_catalogues
from pmmi.demo.decisions import make_decisions
from pmmi.demo.feedback import make_feedback
from pmmi.demo.measures import make_measures
from pmmi.demo.money import make_money
from pmmi.demo.organisation import make_organisation
from pmmi.demo.other_systems import link_other_systems
from pmmi.demo.plans import make_plans
from pmmi.demo.quality import check_quality
from pmmi.demo.recovery import make_recovery
from pmmi.demo.reorganised import merge_a_service
from pmmi.demo.reviews import make_reviews, make_staff
from pmmi.demo.risks import make_risks
from pmmi.demo.search_words import make_search_words
from pmmi.demo.sharing import share_with_partner
from pmmi.demo.story import Stage, tell_story
from pmmi.demo.summing import make_summing
from pmmi.demo.tagging import tag_what_there_is
from pmmi.demo.watching import read_what_is_old, watch_things
from pmmi.demo.writing import write_plans
from pmmi.running.mode import DEMO_DOMAIN, DEMO_PASSWORD


def load_demo_council(*, now: datetime, report: Callable[[str], object], reported_quarters: int = 4) -> bool:
    """Make the demo council unless a council is there already; True when it was made.

    ``reported_quarters`` is how many earlier quarters have their reports built and released.
    """
    if Unit.objects.exists():
        return False
    today = timezone.localdate(now)
    current = last_over(today)
    report("Loading the demo council: real published figures, invented people …")
    with transaction.atomic():
        organisation = make_organisation(password=DEMO_PASSWORD, since=date(today.year - 4, 4, 1))
        performance = actor_for(organisation.users["Alex Morgan"], today=today)
        levels = ensure_default_levels(by=performance, at=now)
        objectives = make_plans(organisation, levels=levels, year=current.year.start.year, now=now)
        indicators, specs = make_measures(organisation, objectives, current=current)
        merge_a_service(organisation, indicators, since=current.previous(4), by=performance)
        make_calculated(indicators, by=performance, now=now)
        make_recovery(indicators, by=performance, now=now)
        make_breakdowns(indicators, current=current, by=performance, now=now)
        make_summing(objectives, year=current.year.start.year, by=performance, now=now)
        make_risks(organisation, objectives, by=performance, now=now)
        make_money(organisation, objectives, by=performance, now=now)
        make_catalogues(by=performance, now=now)
        make_decisions(organisation, indicators, by=performance, now=now)
        make_benchmarks(indicators.values(), by=performance, now=now)
        make_feedback(organisation, indicators, current=current, by=performance, now=now)
        staff = make_staff(organisation, password=DEMO_PASSWORD, since=date(today.year - 4, 4, 1))
        make_reviews(organisation, staff, objectives, now=now)
        write_plans(organisation, objectives, year=current.year, now=now)
        link_other_systems(by=performance, now=now)
        share_with_partner(organisation, indicators, objectives, by=performance, now=now)
        tag_what_there_is(by=performance, at=now)
        make_search_words(by=performance, at=now)
        finish_set_up(by=performance, at=now, is_finished=True)
        watch_things(organisation, indicators, objectives, since=now - timedelta(days=300))
    stage = Stage(organisation, objectives, indicators, specs, current, now)
    tell_story(stage, report=report, reported_quarters=reported_quarters)
    check_quality(indicators, by=stage.actor("Hugh Sterling"), now=now)
    read_what_is_old(now)
    return True


def sign_ins() -> list[tuple[str, str, str]]:
    """One sign-in for each role: (role, e-mail, what to look at first)."""
    return [
        (role, f"{name}@{DEMO_DOMAIN}", what)
        for role, name, what in (
            ("Performance team", "administrator", "collection, imports, building and releasing reports"),
            ("Director", "director", "the council on a page, drafts"),
            ("Head of service (approver)", "approver", "what waits for approval"),
            ("Data officer", "officer", "a return with measures left to enter"),
            ("Cabinet member", "cabinet", "what changed, what to ask"),
            ("Scrutiny chair", "chair", "committee, pack"),
            ("Scrutiny member", "member", "committee, exempt items"),
            ("Councillor", "councillor", "dashboards"),
            ("Partner", "partner", "own measures, and what is shared with it"),
            ("Auditor", "auditor", "definitions, the trail of changes, certificates of data quality"),
            ("Employee", "employee", "how my work serves the council, my review"),
            ("Human resources", "hr", "counts of reviews, opening one with a reason"),
            ("Finance", "finance", "importing a budget or a month of the ledger, money"),
        )
    ]
