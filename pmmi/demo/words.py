"""What the demo council's officers write beside their figures. Invented, in the tone of real reports."""

from decimal import Decimal

# By measure: what happened, why, what we are doing, what we expect next.
STORIES: dict[str, tuple[str, str, str, str]] = {
    "PS01": (
        "Major applications decided in time fell for the second quarter running.",
        "Two senior planners left in June and seven of the applications needed outside advice on flood risk.",
        "Two agency planners started in September; a panel meets each Monday over every major application older than ten weeks.",
        "We expect to be near target by the end of the year and back on target in the first quarter of next year.",
    ),
    "HR11": (
        "Days lost to sickness were lower than a year ago, but the published figure was corrected after payroll closed.",
        "Long-term absence makes up two thirds of the days lost; four people account for a fifth of it.",
        "Managers now hold a return-to-work talk within three days; occupational health sees each long-term case monthly.",
        "We expect the year to end close to the target of 6.3 days.",
    ),
    "RB08": (
        "Changes of circumstances took longer than the target of eight days.",
        "July's system upgrade stopped processing for four working days, and the backlog took a month to clear.",
        "Overtime was agreed for six weeks; the next upgrade is planned over a weekend.",
        "Performance recovered to seven days in September, so the year's target will be met.",
    ),
    "HS08": (
        "A quarter of the disabled facilities grant budget had been spent by the end of September.",
        "Three large adaptations wait for occupational therapists' assessments.",
        "A second occupational therapist is shared with the neighbouring council from November.",
        "Commitments made so far take spending to 80% by March.",
    ),
    "SNH02": (
        "Violence with injury rose against the same quarter last year.",
        "Part of the rise comes from better recording of domestic incidents; the town centre at night accounts for the rest.",
        "The partnership has put street marshals out on Friday and Saturday nights, with a review in January.",
        "We expect the rise to slow by the last quarter.",
    ),
    "IA01": (
        "Just over a third of the audit plan was complete at the half-year.",
        "The plan is weighted to the second half of the year, and one auditor was on loan to elections until July.",
        "Work has been re-planned month by month; the audit committee sees progress each meeting.",
        "The plan will be complete by March.",
    ),
    "LG-DELAY": (
        "People spent fewer days in hospital when ready to leave than in the spring.",
        "The home-first team now covers weekends, and brokerage starts on the day of admission.",
        "Two more reablement workers start in November.",
        "Winter pressure is likely to raise the figure; we expect to stay near target.",
    ),
    "LG-YOUNG": (
        "More people under 25 are claiming than at any time in the last two years.",
        "Seasonal work in hospitality ended earlier than usual.",
        "Forty work placements open in January with the college and six local employers.",
        "We expect the rate to level off in the new year.",
    ),
    "MV-WASTE": (
        "The weights of the quarter are not agreed yet; recycling was under target when it was last counted.",
        "Two of the contractor's weighbridges were replaced, and contamination in flats' bin stores still costs loads.",
        "Advisers are visiting every estate with low recycling; food waste collections reach flats by March.",
        "The new collections should bring recycling back over 56% next year; the target will be missed this year.",
    ),
    "FI06": (
        "Invoices paid on time were exactly at the target of 97% after rounding, and just under it before.",
        "Two schools moved to the new finance system in August and their invoices were held for a week.",
        "Payment runs are now daily rather than twice a week.",
        "We expect to be over target from the third quarter.",
    ),
}
# In so few words that they may stand beside several measures; those beneath are what an approver is told of.
STEADY = ("As the service expected.", "Demand differed a little.", "", "Little change expected.")
SHORT = (
    "The figure fell short of the target this quarter.",
    "Demand was higher than planned and two posts were vacant for part of the quarter.",
    "Both posts are filled from next month; managers review the work in hand each week.",
    "We expect to be back on target by the end of the year.",
)


EARLIER = (
    "The target was missed in the quarter.",
    "The service was short of staff, and the plan had counted on a quieter quarter.",
    "The head of service agreed a recovery plan with the director.",
    "We expect to be closer to target next quarter.",
)


def is_missed(value: Decimal | None, target: Decimal | None, polarity: str) -> bool:
    """Whether a figure falls short of its target."""
    if value is None or target is None or polarity not in ("high", "low"):
        return False
    return value < target if polarity == "high" else value > target


def words_for(ref: str, value: Decimal | None, target: Decimal | None, polarity: str) -> tuple[str, str, str, str]:
    """The four boxes for a figure of the quarter in hand."""
    if ref in STORIES:
        return STORIES[ref]
    return SHORT if is_missed(value, target, polarity) else STEADY
