"""Where each role begins and what it does next: one paragraph each, named as the role is named everywhere."""

from collections.abc import Iterable
from typing import NamedTuple

from accounts.roles import ROLES, Role


class RoleHelp(NamedTuple):
    """A role by its name, and what its holder does; ``is_own``: the reader holds it."""

    name: str
    text: str
    is_own: bool


_TEXTS = {
    Role.ADMINISTRATOR: (
        "In a new council Home is the set-up guide: what is done, what comes next, and how, until you say that set-up "
        "is finished; it stays under Set-up. There you also invite people to choose a password, and see who came. "
        "Afterwards start at Home: it says who is late and what can be released. Set dates under Reports, Timetable; "
        "build the drafts there, read them, and release them audience by audience. Begin a year with New year, beside "
        "the timetable. When the council changes, Reorganise the council under Set-up moves, merges and splits units "
        "and hands over what a post owns: you see everything that moves first. Under Plans a service’s plan waits for "
        "your review: send it back with what you found, or sign it off and approve it; who wrote in it does not "
        "review it. Where you cannot review every plan of a level, say on its page how often each comes round, and "
        "draw the year’s sample under Sample. A plan that others can learn from is kept as a model, from its page. "
        "Tags, beside the plans, look across all of them: take the groups that you need, tag many things at once, "
        "and see what is missing. People, measures, targets and imports are under Set-up; the matrix and the registers "
        "under Risks; budget lines, and what they serve, under Money. What people say, under Measures, counts "
        "complaints and the like by themes, which you make; it lists what was set without anybody taking part."
    ),
    Role.DIRECTOR: (
        "Home shows the council in brief and your services. Under Returns you approve what a head of service has not, "
        "or send a figure back with a note. You read drafts before they are released. Under Risks you raise and assess "
        "those of your registers; one that is too big for a service goes up to yours. Under Money you say which "
        "objectives your budget lines serve. What the plans of your services are asked beside the council’s questions "
        "you add on the page of the level, under Plans."
    ),
    Role.APPROVER: (
        "Home shows what waits for you. In the return what stands out comes first, with the reason: off target, "
        "unusual, late, words that stand beside several measures. Figures without warnings are folded beneath, and "
        "one button approves them. What is not right goes back to the officer with a note. You cannot approve what "
        "you entered. Under Plans you write your service’s plan, from nothing or from a model, and submit it for "
        "review. Under Risks you raise and assess those of your service, and say what holds each down; under Money, "
        "which objectives your budget lines serve. From your service’s page, What people say takes complaints, "
        "surveys and stories; casework and concerns of staff are read by your own people alone."
    ),
    Role.DATA_OFFICER: (
        "Open Returns. Type a figure and move on: each row saves by itself and says so. You can stop half-way. When "
        "every figure is there, check and submit. A figure that you do not have is never left blank for good: say that "
        "it is not available, and why. Under Plans you help write your service’s plan until it is approved. What "
        "people say, on your service’s page, takes a month’s complaints about one thing as one record: name nobody."
    ),
    Role.CABINET_MEMBER: (
        "Home shows what changed in your portfolio and what is worth asking about, each with its reason. Council is "
        "everything on one page; Reports holds what cabinet was given, as it was given."
    ),
    Role.SCRUTINY_CHAIR: (
        "Home shows what changed in your committee’s remit. Under Scrutiny, open your committee: choose what goes into "
        "the pack, put questions to it, and download it. The public PDF never holds what is exempt."
    ),
    Role.SCRUTINY_MEMBER: (
        "Home shows what changed in your committee’s remit and what is worth asking about. Under Scrutiny you find "
        "meetings, packs and what became of earlier recommendations."
    ),
    Role.COUNCILLOR: (
        "Home shows what changed since you last read it. Every name leads to its measure: why it has its status, what "
        "is being done, and how it was reported before. Under Plans you can comment on a plan until it is approved."
    ),
    Role.PARTNER: (
        "You see and enter your own organisation’s measures. Open Returns, type the figures, check and submit; the "
        "council approves them. Under Plans you write your organisation’s plans, submit them for review, and comment "
        "on them until they are approved. Home leads to what is due from you, and to what the council shares with you."
    ),
    Role.AUDITOR: (
        "Read definitions under Measures, every figure’s history from its page, and every change in the audit trail. "
        "You change nothing."
    ),
    Role.EMPLOYEE: (
        "Plans shows how your work contributes to what the council has promised, and how the measures beside it stand. "
        "My review holds what you set out to do this year; you and your managers alone read it."
    ),
    Role.HUMAN_RESOURCES: (
        "Counts, under My review, says how many development reviews each service has and how well their objectives are "
        "set. Nobody’s review is yours to read; where you must, Open a review asks why, opens it for a day, and tells "
        "the person."
    ),
    Role.FINANCE: (
        "Home says which months of the ledger are in. Import the year’s budget first, then a month of the ledger or of "
        "the establishment at a time: you see what a file would do, and that its totals agree, before anything is "
        "written. Under Money you read every line with its forecast; which objectives a line serves is said by those "
        "who answer for it."
    ),
}


def help_for(own: Iterable[Role]) -> list[RoleHelp]:
    """Every role, those of the reader first."""
    held = frozenset(own)
    found = [RoleHelp(ROLES[role].name, _TEXTS[role], role in held) for role in Role]
    return sorted(found, key=lambda each: not each.is_own)
