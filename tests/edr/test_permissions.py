"""Who may know of a review: its person, the current line of managers, and who broke the glass. Nobody else."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actors import SYSTEM
from accounts.models import Appointment, Post
from accounts.roles import ROLES, Permission, Reach, Role
from edr.models import Review
from edr.permissions import WayIn, acting_side, side_of, way_in
from edr.workflow import Side
from tests.edr.conftest import AT
from tests.factories import AppointmentFactory, PostFactory, acting_as
from tests.factories.edr import BreakGlassFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def way(actor, review, at=AT):
    found = Review.objects.visible_to(actor, at=at).filter(pk=review.pk).first()
    return way_in(found) if found else None


def moved(line, **appointment):
    """The person leaves the post, for another."""
    Appointment.objects.filter(user=line.person).update(ends_on=date(2026, 10, 13))
    return AppointmentFactory(user=line.person, starts_on=date(2026, 10, 14), **appointment).post


def test_the_person_and_all_above_them_know_of_it(line):
    assert way(line.acting(line.person), line.review) is WayIn.OWN
    assert way(line.acting(line.manager), line.review) is WayIn.LINE
    assert way(line.acting(line.director), line.review) is WayIn.LINE


def test_nobody_else_does_whatever_their_role(line):
    peer = AppointmentFactory(post__reports_to=line.head, post__unit=line.unit).user
    beneath = AppointmentFactory(post__reports_to=line.officer, post__unit=line.unit).user
    sharing = AppointmentFactory(post=line.officer).user
    for user in (peer, beneath, sharing):
        assert way(line.acting(user), line.review) is None
    for role in Role:
        assert way(acting_as(role.value, unit=line.unit), line.review) is None, role
    assert way(SYSTEM, line.review) is None


def test_no_deputy_reads_neither_of_the_person_nor_of_a_manager(line):
    for post in (line.officer, line.head, line.top):
        assert way(line.acting(AppointmentFactory(post=post, is_deputy=True).user), line.review) is None
    Appointment.objects.filter(user=line.manager).update(ends_on=date(2026, 10, 1))
    deputy = AppointmentFactory(post=line.head, is_deputy=True).user
    assert way(line.acting(deputy), line.review) is None


def test_a_change_of_manager_counts_at_once(line):
    newcomer = AppointmentFactory(post=line.head, starts_on=date(2026, 10, 15)).user
    Appointment.objects.filter(user=line.manager).update(ends_on=date(2026, 10, 14))
    tomorrow = AT + timedelta(days=1)
    assert way(line.acting(line.manager), line.review) is WayIn.LINE
    assert way(line.acting(newcomer), line.review) is None
    assert way(line.acting(line.manager, tomorrow), line.review, tomorrow) is None
    assert way(line.acting(newcomer, tomorrow), line.review, tomorrow) is WayIn.LINE


def test_a_post_that_reports_elsewhere_takes_its_review_with_it(line):
    other = PostFactory(role="approver", reports_to=line.top)
    chief = AppointmentFactory(post=other).user
    Post.objects.filter(pk=line.officer.pk).update(reports_to=other)
    assert way(line.acting(line.manager), line.review) is None
    assert way(line.acting(chief), line.review) is WayIn.LINE
    assert way(line.acting(line.director), line.review) is WayIn.LINE


def test_the_review_goes_with_the_person_and_no_former_manager_reads_it(line):
    other = AppointmentFactory(post__role="approver")
    moved(line, post__reports_to=other.post)
    AppointmentFactory(post=line.officer)  # somebody else holds the post that it is about
    assert way(line.acting(line.person), line.review) is WayIn.OWN
    assert way(line.acting(other.user), line.review) is WayIn.LINE
    assert way(line.acting(line.manager), line.review) is None
    assert way(line.acting(line.director), line.review) is None


def test_who_holds_the_post_now_is_not_the_one_whom_it_is_about(line):
    moved(line)
    successor = AppointmentFactory(post=line.officer, starts_on=date(2026, 10, 14)).user
    assert way(line.acting(successor), line.review) is None


def test_with_two_posts_the_line_of_the_other_post_does_not_read(line):
    other = AppointmentFactory(post__role="approver")
    AppointmentFactory(user=line.person, post__reports_to=other.post)
    assert way(line.acting(other.user), line.review) is None
    assert way(line.acting(line.manager), line.review) is WayIn.LINE


def test_who_holds_no_post_any_more_is_read_by_nobody_else(line):
    Appointment.objects.filter(user=line.person).update(ends_on=date(2026, 10, 13))
    assert way(line.acting(line.person), line.review) is WayIn.OWN
    assert way(line.acting(line.manager), line.review) is None


def test_a_deputy_of_another_post_brings_no_line(line):
    other = AppointmentFactory(post__role="approver")
    AppointmentFactory(user=line.person, post__reports_to=other.post, is_deputy=True)
    assert way(line.acting(other.user), line.review) is None


def test_who_is_a_deputy_and_nothing_else_any_more_has_no_line(line):
    other = AppointmentFactory(post__role="approver")
    moved(line, post__reports_to=other.post, is_deputy=True)
    AppointmentFactory(user=line.person, post=line.officer, is_deputy=True, starts_on=date(2026, 10, 14))
    assert way(line.acting(other.user), line.review) is None
    assert way(line.acting(line.manager), line.review) is None


def test_posts_that_report_in_a_circle_end(line):
    Post.objects.filter(pk=line.top.pk).update(reports_to=line.officer)
    assert way(line.acting(line.manager), line.review) is WayIn.LINE


def test_broken_glass_opens_one_review_for_a_while_and_only_while_the_role_is_held(line):
    hr = acting_as("human_resources")
    other = ReviewFactory()
    glass = BreakGlassFactory(review=line.review, by=hr.user)
    assert way(hr, line.review) is WayIn.GLASS
    assert way(hr, other) is None
    assert way(acting_as("human_resources"), line.review) is None
    assert way(hr, line.review, glass.until_at) is None
    assert way(hr, line.review, glass.from_at - timedelta(seconds=1)) is None
    former = acting_as("administrator")
    BreakGlassFactory(review=line.review, by=former.user)
    assert way(former, line.review) is None


def test_who_broke_the_glass_reads_and_does_nothing():
    assert [side_of(each) for each in WayIn] == [Side.EMPLOYEE, Side.MANAGER, None]
    with pytest.raises(PermissionDenied, match="to read it"):
        acting_side(WayIn.GLASS)


def test_breaking_the_glass_is_for_human_resources_alone():
    for role in Role:
        reach = ROLES[role].reach(Permission.BREAK_GLASS)
        assert reach is (Reach.COUNCIL if role is Role.HUMAN_RESOURCES else None), role
