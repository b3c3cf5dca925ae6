"""A small council that moves in, for the walk in a browser and for the drill of the documents."""

UNITS = (("Place", "Directorate", ""), ("Housing", "Department or service", "Place"),
         ("Waste", "Department or service", "Place"))  # fmt: skip
"""Name, kind, and the unit above: "" for the council."""

PEOPLE = (
    ("Dee Rae", "dee", "Director of Place", "Place", "director", ""),
    ("Hal Orr", "hal", "Head of Housing", "Housing", "approver", "Director of Place"),
    ("Will Eads", "will", "Head of Waste", "Waste", "approver", "Director of Place"),
    ("Olu Finn", "olu", "Housing officer", "Housing", "data_officer", "Head of Housing"),
    ("Pat Gee", "pat", "Waste officer", "Waste", "data_officer", "Head of Waste"),
)
"""Name, how the e-mail begins, post, unit, role, and the post above: "" for none."""

MEASURES = (
    ("Homes made safe within 24 hours", "Housing", "Percentage", "High", "80"),
    ("Homes that stand empty", "Housing", "Number", "Low", "120"),
    ("Waste that is recycled", "Waste", "Percentage", "High", "50"),
)
"""Name, service, kind of figure, which way is good, target."""
