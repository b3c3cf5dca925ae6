"""The national frameworks that Exampleshire has taken in, and which of its measures answer to them."""

from datetime import datetime, timedelta

from accounts.actors import Actor
from catalogues.changes.mappings import map_entry
from catalogues.models import Entry
from catalogues.shipped import SHIPPED, take_in
from indicators.models import Indicator

# Of our measure: the entry's code or, where it has none, how its title begins; and how ours differs.
MAPPED = (
    ("HS16", "NI 155", ""),
    ("MV-BANDB", "NI 156", "Ours counts bed and breakfast and nightly stays alone"),
    ("PS01", "NI 157", "Ours is of major applications alone"),
    ("PS02", "NI 157", "Ours is of minor applications alone"),
    ("PS03", "NI 157", "Ours is of other applications alone"),
    ("RB09", "NI 181", ""),
    ("MV-WASTE", "NI 192", ""),
    ("MV-WASTE", "Percentage of total household waste sent for recycling", ""),
    ("LG-CLAIM", "NI 152", ""),
    ("MV-ROUGH", "Number of people sleeping rough on a single night", ""),
    ("RB06", "BV 9", ""),
    ("RB05", "BV 10", ""),
    ("HR11", "BV 12", ""),
    ("FI06", "BV 8", ""),
)


def make_catalogues(*, by: Actor, now: datetime) -> None:
    """All that come with the product, taken in half a year ago and mapped since."""
    at = now - timedelta(days=180)
    for shipped in SHIPPED:
        take_in(by=by, at=at, today=at.date(), shipped=shipped)
    entries = list(Entry.objects.select_related("catalogue"))
    measures = {each.ref: each for each in Indicator.objects.filter(ref__in=[ref for ref, *_ in MAPPED])}
    for ref, named, note in MAPPED:
        (entry,) = (each for each in entries if each.code == named or (not each.code and each.title.startswith(named)))
        map_entry(by=by, at=at + timedelta(days=20), entry=entry, measure=measures[ref], note=note)
