DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"

# The first writes a date into a field; "%-d" reads nothing, so the second reads what the first wrote.
DATE_INPUT_FORMATS = [
    "%-d %B %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y-%m-%d",
]
