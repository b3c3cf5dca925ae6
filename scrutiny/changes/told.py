"""What is told of meetings and what they agree, to whom, and why. Nothing that is or may become exempt."""

from accounts.changes.news import News
from accounts.models import NoticeKind
from foundation.dates import day_words, moment_words
from scrutiny.models import Meeting, MeetingAction, Pack


def meeting_told(meeting: Meeting, said: str, *, of: str = "") -> News:
    """Something that happened to a meeting, for who watches it; ``said`` ends "The meeting of …". ``of`` is its day in
    words where that is not its present one.
    """
    about = ("meeting", meeting.pk)
    return News(
        kind=NoticeKind.MEETING,
        words=f"The {meeting.committee} meeting of {of or day_words(meeting.day)} {said}.",
        path=meeting.get_absolute_url(),
        about=about,
        unit_id=meeting.committee_id,
        watched={about: "watch this meeting"},
    )


def meeting_moved(meeting: Meeting, before: str) -> News:
    """A meeting that has another day or place now; ``before`` is the day that it was to be on."""
    place = f", {meeting.place}" if meeting.place else ""
    return meeting_told(meeting, f"is on {moment_words(meeting.held_at)}{place}", of=before)


def action_given(action: MeetingAction) -> News:
    """What a meeting agreed, for the post that is to do it and for who watches the meeting."""
    meeting = action.meeting
    due = f", by {day_words(action.due_on)}" if action.due_on else ""
    return News(
        kind=NoticeKind.GIVEN,
        words=f"{meeting.committee} gave {action.owner} something to do{due}: {action.text}",
        path=meeting.get_absolute_url(),
        about=("meeting", meeting.pk),
        unit_id=meeting.committee_id,
        posts={action.owner_id: f"are {action.owner}"},
        watched={("meeting", meeting.pk): "watch this meeting"},
    )


def action_told(action: MeetingAction) -> News:
    """What became of an action, for who watches the meeting and for its owner."""
    meeting = action.meeting
    state = "is done" if action.state == MeetingAction.State.DONE else "was changed"
    return News(
        kind=NoticeKind.MEETING,
        words=f"Agreed by {meeting.committee} on {day_words(meeting.day)}, “{action.text}” {state}.",
        path=meeting.get_absolute_url(),
        about=("meeting", meeting.pk),
        unit_id=meeting.committee_id,
        posts={action.owner_id: f"own this action as {action.owner}"},
        watched={("meeting", meeting.pk): "watch this meeting"},
    )


def pack_published(pack: Pack) -> list[News]:
    """A published pack, for who watches its meeting; and that its public part puts a question to a post. Not its words:
    they may be marked exempt one day.
    """
    meeting, asked = pack.meeting, {}
    for question in pack.questions.filter(is_exempt=False, is_removed=False, to__isnull=False).select_related("to"):
        asked[question.to_id] = f"are {question.to}"
    put = News(
        kind=NoticeKind.GIVEN,
        words=f"The pack of the {meeting.committee} meeting of {day_words(meeting.day)} puts a question to you.",
        path=meeting.get_absolute_url(),
        about=("meeting", meeting.pk),
        unit_id=meeting.committee_id,
        posts=asked,
    )
    return [meeting_told(meeting, "has its pack"), put]
