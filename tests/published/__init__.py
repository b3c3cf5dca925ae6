"""What councils have printed, for holding the product against. See README.md."""

from pathlib import Path

_HERE = Path(__file__).parent
_DEMO = _HERE.parents[1] / "pmmi/demo/data"

TABLES = [
    *(_DEMO / f"{name}.csv" for name in ("hart", "hart_restatements", "mole_valley")),
    *(_HERE / f"{name}.csv" for name in ("calderdale", "havering", "wealden", "published_totals")),
]
RATING_RULES = _HERE / "rating_rules.csv"
XMR_REFERENCE = _HERE / "xmr_reference.csv"
