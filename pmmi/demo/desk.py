"""Who of the demo council writes which plan, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actors import Actor, actor_for
from accounts.models import User
from foundation.dates import london_day
from plans.changes.sections import answer_question
from plans.models import Objective, Plan, PlanSection, SectionTemplate
from pmmi.demo.organisation import SERVICES, Organisation
from pmmi.demo.plan_words import NEW_ANSWERS

_HEADS = {each.name: each.head for each in SERVICES}


@dataclass(frozen=True, slots=True)
class Desk:
    """Who writes which plan, and when it is."""

    organisation: Organisation
    objectives: Mapping[str, Objective]
    now: datetime

    def actor(self, name: str) -> Actor:
        user: User = self.organisation.users[name]
        return actor_for(user, today=london_day(self.now))

    def head(self, service: str) -> Actor:
        return self.actor(_HEADS[service])

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def write(self, service: str, plan: Plan, *, days: int) -> None:
        """The head's own words over what was carried from the year before."""
        by, at = self.head(service), self.ago(days)
        for place, words in NEW_ANSWERS[service].items():
            question = SectionTemplate.objects.get(level=plan.level, position=place)
            stored = PlanSection.objects.filter(plan=plan, template=question).first()
            given = {"question": question, "version": stored.version if stored else 1, "answer": words}
            answer_question(by=by, at=at, plan=plan, **given)
