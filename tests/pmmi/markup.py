"""Reading rendered pages as a browser would, for assertions about what is there and what has got in."""

from lxml import html

# Each would run, or break the page, if it were printed without escaping in text, in an attribute or in a script.
ATTACKS = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror=window.pwned=1>',
    "' onmouseover='window.pwned=1",
    "</textarea><svg onload=window.pwned=1>",
    "</script><script>window.pwned=1</script>",
    "{{ request }}{% now 'Y' %}",
)
ATTACK = " ".join(ATTACKS[:5])
OURS = {"application/json"}


def parse(text: str) -> html.HtmlElement:
    return html.fromstring(f"<div>{text}</div>")


def intruders(text: str) -> list[str]:
    """Elements and attributes that no template of ours writes into content: anything here got in through data."""
    tree = parse(text)
    found = [
        f"script {node.text}" for node in tree.iter("script") if node.get("type") not in OURS and not node.get("src")
    ]
    found += [f"image {node.get('src')}" for node in tree.iter("img") if not node.get("src", "").startswith("data:")]
    for node in tree.iter():
        found += [f"{node.tag} {name}" for name in node.attrib if name.startswith("on") or name == "style"]
    found += ["style element" for _ in tree.iter("style")]
    return found
