"""Moves the private plans of earlier versions into reviews, and leaves marks in the trail where their words stood.

A private plan belonged to a post. It goes to the person who holds the post today, else to whoever held it last; where
nobody ever did, and where something else rests on it, it stays as it is: nothing is lost. All that it said is kept:
an objective's milestones, links and measures stand in words beneath it.
"""

from datetime import date

from django.db import connection, migrations, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.audit_chain import ERASED, ERASURE, EVENT, GENESIS, content_of, sealed_digest
from edr.rules.smart import Facts, is_well_set, smart
from plans.periods import Frequency, containing

WHY = "Private plans were moved into development reviews, which keep their words from the trail."


def move_private_plans(apps, schema_editor):
    """Move each private plan whose post was ever held. The others stay, and so does one that something rests on."""
    Plan = apps.get_model("plans", "Plan")
    private = Plan.objects.filter(level__is_private=True).select_related("level", "owner").order_by("starts_on", "pk")
    for plan in private:
        person = _holder(apps, plan.owner_id)
        if person is not None and not _something_rests_on(plan):
            with transaction.atomic():
                _move(apps, plan, person)


def _holder(apps, post):
    """The number of who holds the post today, the longest first; else of who held it last; None where nobody did."""
    held = apps.get_model("accounts", "Appointment").objects.filter(post=post, is_deputy=False)
    today = timezone.localdate()
    now = held.filter(Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today)).order_by("starts_on", "pk")
    before = held.filter(starts_on__lte=today).order_by("-ends_on", "-pk")
    found = now.first() or before.first() or held.order_by("starts_on", "pk").first()
    return found and found.user_id


# What belongs to a plan, and is moved or kept in words.
_PARTS = {"plans.objective", "plans.milestone", "plans.link", "plans.plan", "indicators.contribution", "indicators.indicator"}


def _something_rests_on(plan):
    """Whether anything else points to the plan or to what belongs to it: a committee's remit, a register's risk."""
    things = [plan, *plan.objectives.all()]
    things += [each for objective in things[1:] for each in objective.milestones.all()]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: thing.pk}).exists()
        for thing in things
        for relation in thing._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.related_model._meta.label_lower not in _PARTS
    )


def _move(apps, plan, person):
    Review = apps.get_model("edr", "Review")
    year = containing(plan.starts_on, Frequency.YEAR)
    begun = {"post_id": plan.owner_id, "begun_on": plan.starts_on}
    review, _ = Review.objects.get_or_create(person_id=person, year=year, defaults=begun)
    told = f"{plan.ref} {plan.title}, {_day(plan.starts_on)} to {_day(plan.ends_on)}, {plan.get_state_display().lower()}."
    review.notes = "\n\n".join(filter(None, [review.notes, told, plan.purpose]))
    review.save()
    objectives = list(plan.objectives.select_related("owner").order_by("position", "pk"))
    position = review.objectives.count()
    for number, each in enumerate(objectives, position + 1):
        _objective(apps, review, plan, each, number)
    _take_out(apps, plan, objectives)


def _objective(apps, review, plan, each, position):
    Link, Contribution = apps.get_model("plans", "Link"), apps.get_model("indicators", "Contribution")
    up = list(Link.objects.filter(child=each).select_related("parent__plan__level").order_by("-is_primary", "pk"))
    serves = next((link.parent for link in up if not link.parent.plan.level.is_private), None)
    down = Link.objects.filter(parent=each).select_related("child").order_by("pk")
    measures = Contribution.objects.filter(objective=each).select_related("indicator").order_by("pk")
    steps = list(each.milestones.order_by("due_on", "pk"))
    due = max((step.due_on for step in steps), default=plan.ends_on)
    lines = [
        each.description,
        f"{each.ref}, {each.get_kind_display().lower()}",
        f"Owned by {each.owner.title}" if each.owner_id != plan.owner_id else "",
        *(f"Also contributes to {link.parent.ref} {link.parent.title}" for link in up if link.parent != serves),
        *(f"Served by {link.child.ref} {link.child.title}" for link in down),
        *(_step(step) for step in steps),
    ]
    measured = "\n".join(f"{each.indicator.ref} {each.indicator.name}" for each in measures)
    facts = Facts(each.title, measured, due, serves is not None)
    apps.get_model("edr", "ReviewObjective").objects.create(
        review=review,
        position=position,
        title=each.title,
        about="\n".join(line for line in lines if line),
        measure=measured,
        due_on=due,
        serves=serves,
        serves_words=f"{serves.ref} {serves.title}, {serves.plan.title}"[:400] if serves else "",
        is_well_set=is_well_set(smart(facts, starts_on=review.year.start, ends_on=review.year.end)),
    )


def _step(step):
    """A milestone in words, with all that it held."""
    said = [
        f"Step {step.ref} {step.title}: {step.get_state_display().lower()}, {step.percent_complete}%",
        f"from {_day(step.starts_on)}, due {_day(step.due_on)}",
        f"first due {_day(step.first_due_on)}" if step.first_due_on != step.due_on else "",
        f"expected {_day(step.forecast_on)}" if step.forecast_on else "",
        f"done {_day(step.completed_on)}" if step.completed_on else "",
    ]
    return ". ".join(filter(None, [", ".join(filter(None, said)), step.narrative, step.reason]))


def _take_out(apps, plan, objectives):
    """Take the plan out with what belongs to it, and its words out of the trail."""
    Link, Milestone = apps.get_model("plans", "Link"), apps.get_model("plans", "Milestone")
    keys = [each.pk for each in objectives]
    links = Link.objects.filter(Q(child__in=keys) | Q(parent__in=keys))
    milestones = Milestone.objects.filter(objective__in=keys)
    gone = {
        "plans.plan": [plan.pk],
        "plans.objective": keys,
        "plans.link": list(links.values_list("pk", flat=True)),
        "plans.milestone": list(milestones.values_list("pk", flat=True)),
    }
    apps.get_model("indicators", "Contribution").objects.filter(objective__in=keys).delete()
    links.delete()
    milestones.delete()
    type(plan).objects.filter(follows=plan).update(follows=None)
    for each in objectives:
        each.delete()
    plan.delete()
    _erase(apps, gone)


def _erase(apps, gone):
    """Put a mark in the place of what the trail told of these things; a new event vouches for each mark, as
    ``accounts.changes.erasure`` does, so that ``verify_audit`` accepts it.
    """
    Event = apps.get_model("accounts", "Event")
    about = Q()
    for kind, keys in gone.items():
        numbers = [str(key) for key in keys]
        about |= Q(thing_type=kind, thing_id__in=numbers) | Q(page_type=kind, page_id__in=numbers)
    for event in list(Event.objects.filter(about).exclude(thing_name=ERASED).order_by("pk")):
        if event.action != ERASURE:
            _erase_one(Event, event)


def _erase_one(Event, event):
    fields = ", ".join(sorted(event.changes))
    event.thing_name, event.changes = ERASED, {}
    event.why, event.source = event.why and ERASED, event.source and ERASED
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_event SET thing_name = %s, changes = '{}', why = %s, source = %s WHERE id = %s",
            [event.thing_name, event.why, event.source, event.pk],
        )
    last = Event.objects.order_by("-pk").values_list("digest", flat=True).first() or GENESIS
    told = Event(
        at=timezone.now(),
        by=None,
        by_name="The system",
        on_behalf_of="",
        action=ERASURE,
        thing_type=EVENT,
        thing_id=str(event.pk),
        thing_name=f"number {event.pk}",
        page_type=event.page_type,
        page_id=event.page_id,
        changes={"fields": [None, fields], "digest": [None, sealed_digest(content_of(event))]},
        why=WHY,
        source="",
        previous_digest=last,
    )
    told.digest = sealed_digest(content_of(told))
    told.save(force_insert=True)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class Migration(migrations.Migration):
    dependencies = [
        ("edr", "0001_initial"),
        ("accounts", "0008_reviews"),
        ("plans", "0004_started_from_the_last"),
        ("indicators", "0001_initial"),
        ("risks", "0001_initial"),
        ("scrutiny", "0001_initial"),
    ]

    operations = [migrations.RunPython(move_private_plans, migrations.RunPython.noop)]
