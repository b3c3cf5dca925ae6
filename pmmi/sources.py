"""Where the demo council's real figures come from, and what is shipped with the product: listed on the About page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    what: str
    licence: str
    address: str = ""


SOURCES = (
    Source(
        "Hart District Council",
        "Key performance indicators of quarters 1 and 2 of 2014/15, published on 2 September and 7 November 2014",
        "MIT (the council's repository); public sector information",
        "https://github.com/HartDC/hartdc.github.io",
    ),
    Source(
        "Mole Valley District Council",
        "Performance indicators reports for 2022/23 to 2024/25",
        "Public sector information",
        "https://www.molevalley.gov.uk/my-council/performance/",
    ),
    Source(
        "Halton Borough Council",
        "Community strategy and corporate plan priorities, areas of focus and service plans",
        "Public sector information",
        "https://moderngov.halton.gov.uk/",
    ),
    Source(
        "Bracknell Forest Council",
        "Council plan themes, objectives and actions",
        "Public sector information",
        "https://www.bracknell-forest.gov.uk/",
    ),
    Source(
        "Improvement Service, Local Government Benchmarking Framework",
        "Quarterly series of Scottish councils",
        "MIT (the programme's repository); figures published openly by the Improvement Service",
        "https://github.com/SC-TPP/LGBF",
    ),
)

COMPONENTS = (
    Source("GOV.UK Frontend", "Page components, without logo, fonts or crown", "MIT, Crown copyright (GDS)"),
    Source("Plotly.js", "Interactive charts", "MIT"),
    Source("Noto Sans", "Typeface of PDF reports", "SIL Open Font Licence 1.1"),
    Source("Django, Celery, Typst and others", "All are named in docs/licences.md", "BSD, MIT, Apache-2.0 and others"),
)
