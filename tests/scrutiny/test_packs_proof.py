"""What the proof of a public pack looks for, where public and exempt items say the same."""

import pytest

from accounts.models import Identity
from reporting.document import section
from scrutiny.packs import files
from scrutiny.packs.files import make_pdf
from scrutiny.packs.pack_versions import Figures, read_full, read_public
from scrutiny.packs.proof import PackRefused, exempt_texts
from tests.factories.risks import RiskFactory
from tests.factories.scrutiny import PackItemFactory
from tests.reporting.pdf_reading import needs_fonts
from tests.reporting.test_risks_in_reports import told
from tests.risks.test_queries import EXEMPT
from tests.scrutiny.conftest import AT, released_report

pytestmark = [pytest.mark.django_db, needs_fonts, pytest.mark.sweep]


def test_what_a_public_item_says_too_is_no_secret(scene):
    """The same report publicly and in part exempt: only what was typed for the exempt item is looked for."""
    report = released_report(scene.committee)
    PackItemFactory(pack=scene.pack, report=report)
    PackItemFactory(pack=scene.pack, report=report, section="well", exempt=True, note="Between ourselves, it is bad.")
    wanted = exempt_texts(
        read_full(scene.pack, Figures(scene.pack, AT)), read_public(scene.pack, Figures(scene.pack, AT))
    )
    assert wanted == [
        "Between ourselves, it is bad.",
        "Disclosure would weaken the council's hand.",
    ]
    assert make_pdf(scene.pack, is_public=True, at=AT).is_public


def test_an_exempt_heading_may_be_its_public_title(scene):
    PackItemFactory(pack=scene.pack, exempt=True, heading="A contract", note="For 3 million pounds.")
    assert make_pdf(scene.pack, is_public=True, at=AT).is_public


def test_the_council_s_crest_goes_onto_both_versions(scene, monkeypatch):
    crests = []
    monkeypatch.setattr(files, "render_pdf", lambda _, *, crest, **__: crests.append(crest) or b"%PDF")
    monkeypatch.setattr(files, "prove", lambda *_, **__: None)
    Identity.objects.create(colour="#12305c", crest=b"a picture")
    for is_public in (True, False):
        make_pdf(scene.pack, is_public=is_public, at=AT)
    assert crests == [b"a picture"] * 2


@pytest.mark.parametrize("where", ["cover note", "released report"])
def test_words_of_an_exempt_risk_keep_a_public_pack_from_being_made_and_are_not_repeated(scene, where):
    """Whoever edits the pack may not be one who may read the risk."""
    words = "The contractor claims back two years of fees"
    RiskFactory(event=words, **EXEMPT)
    assert make_pdf(scene.pack, is_public=True, at=AT).is_public
    if where == "cover note":
        scene.pack.cover_note = f"Members will want to know: {words}."
        scene.pack.save()
    else:
        told_then = [section("risks", "Risks", risks=[told(title=words)])]
        PackItemFactory(pack=scene.pack, report=released_report(scene.committee, sections=told_then))
    with pytest.raises(PackRefused, match="words of an exempt risk") as refused:
        make_pdf(scene.pack, is_public=True, at=AT)
    assert words not in str(refused.value)


def test_risks_of_an_exempt_item_are_looked_for_too(scene):
    report = released_report(scene.committee, sections=[section("risks", "Risks", risks=[told()])])
    PackItemFactory(pack=scene.pack, report=report, exempt=True)
    figures = Figures(scene.pack, AT)
    wanted = exempt_texts(read_full(scene.pack, figures), read_public(scene.pack, figures))
    assert {told()["title"], told()["why"], told()["threatens"], told()["owner"]} <= set(wanted)
    assert make_pdf(scene.pack, is_public=True, at=AT).is_public
