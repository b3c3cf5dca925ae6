"""hardening.md, "Exempt items": nothing of an exempt item is anywhere in what the public gets (E5, product.md 4).

A word that occurs nowhere else is planted in every text of every kind of exempt item. The full pack must show each, so
that the test would notice a text that was not planted; the public pack and every page must show none.
"""

import html
import io
import json
import re
import shutil
import subprocess
import zlib
from copy import deepcopy
from itertools import product

import pikepdf
import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from indicators.models import Commentary, Observation
from reporting.pdf import pdf_text_contains
from scrutiny.changes.pack_items import add_item, add_question, edit_part
from scrutiny.changes.packs import publish_pack
from scrutiny.models import PackFile
from scrutiny.packs import files
from scrutiny.packs.files import make_pdf
from scrutiny.packs.pack_versions import Figures, read_full, read_public
from scrutiny.packs.proof import PackRefused, exempt_texts
from tests.conftest import NOW
from tests.factories import IndicatorFactory, ObservationFactory, PostFactory
from tests.factories.indicators import Q2
from tests.factories.scrutiny import PackItemFactory
from tests.reporting.pdf_reading import needs_fonts, text_of
from tests.reporting.sample_document import document as sample_document
from tests.reporting.sample_document import with_texts
from tests.scrutiny.conftest import AT, released_report

pytestmark = [pytest.mark.django_db, needs_fonts, pytest.mark.sweep]

STEM = "Quagga"


class Planter:
    """Gives each text a word of its own: Quagga001x, Quagga002x and so on. ``typed`` are those that people typed."""

    def __init__(self):
        self.planted = []
        self.typed = []

    def __call__(self, text):
        self.planted.append(f"{STEM}{len(self.planted) + 1:03}x")
        return f"{self.planted[-1]} {text}".strip()

    def type(self, text):
        written = self(text)
        self.typed.append(self.planted[-1])
        return written


@pytest.fixture(scope="module")
def plant():
    return Planter()


@pytest.fixture(scope="module")
def as_planted(untouched, plant, django_db_blocker):
    """The pack, made once for all tests of this file; what each of them does to it is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW):
            made = filled(deepcopy(untouched), plant)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def planted(as_planted, db):
    return deepcopy(as_planted)


@pytest.fixture(scope="module")
def public_pdf(as_planted, django_db_blocker):
    """The pack as the public gets it, printed once for those who only read it."""
    with django_db_blocker.unblock():
        return made(as_planted, is_public=True).content


def filled(scene, plant):
    """A pack with public items of each kind, and exempt items of each kind full of planted words."""
    by, add = scene.actor(Role.SCRUTINY_CHAIR), lambda **fields: PackItemFactory(pack=scene.pack, **fields)
    add(report=released_report(scene.committee))
    add(indicator=scene.measures[0])
    secret = with_texts(sample_document()["sections"], plant)
    report = released_report(title=plant("Confidential report"), sections=secret, kind="themed", subject_id=1)
    marked = {"is_exempt": True, "exempt_paragraph": 3, "public_title": "A contract"}
    test = lambda: plant.type("Disclosure would weaken the council's hand.")  # noqa: E731
    add(
        report=report,
        heading=plant.type("Contract"),
        note=plant.type("Its cost"),
        public_interest_test=test(),
        **marked,
    )
    add(report=report, section="detail", note=plant.type("And this"), public_interest_test=test(), **marked)
    add(indicator=hidden_measure(scene, plant), public_interest_test=test(), **marked)
    add_item(
        by=by, at=AT, pack=scene.pack, heading=plant.type("Terms"), public_interest_test=test(),
        note=f"{plant.type('First line of the terms.')}\n\n{plant.type('Second line of the terms.')}", **marked,
    )  # fmt: skip
    add(note="A public note at the end.")
    add_question(by=by, at=AT, pack=scene.pack, text="What will it cost?")
    add_question(
        by=by, at=AT, pack=scene.pack, text=plant.type("What did the firm offer?"), is_exempt=True,
        to=PostFactory(title="Head of Legal Services"), exempt_paragraph=5, public_interest_test=test(),
    )  # fmt: skip
    return scene


def hidden_measure(scene, plant):
    """A measure that is in no public item, with commentary."""
    indicator = IndicatorFactory(ref=plant("").replace(" ", ""), name=plant("Price of a tonne"), service=scene.service)
    figure = ObservationFactory(indicator=indicator, period=Q2, value=77)
    said = {name: plant.type(f"What was said: {name}.") for name in ("happened", "why", "action", "outlook")}
    Commentary.objects.create(observation=figure, **said)
    return indicator


def made(scene, *, is_public):
    return make_pdf(scene.pack, is_public=is_public, at=AT)


def unpacked(pdf):
    """Every stream and every string of the file, read without the product's own reader."""
    found = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            found.append(packed)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        whole = io.BytesIO()
        opened.save(whole, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        found.append(whole.getvalue())
        found += [each.unparse(resolved=True) for each in opened.objects]
    return b"\n".join(found)


def holds_stem(content):
    """Whether the planted word's stem is in the bytes in any spelling that a PDF may use."""
    spellings = [STEM.encode(), STEM.encode("utf-16-be"), STEM.encode().hex().encode()]
    spellings.append(STEM.encode("utf-16-be").hex().encode())
    return any(each.lower() in content.lower() for each in spellings)


class TestPdf:
    def test_the_full_pack_holds_what_was_typed_and_most_of_what_comes_with_it(self, planted, plant):
        """Else the next test would prove nothing. Units and the like of a scorecard's measures are never printed."""
        found = set(pdf_text_contains(made(planted, is_public=False).content, plant.planted))
        assert len(plant.planted) > 60
        assert set(plant.typed) <= found
        assert len(found) > 0.7 * len(plant.planted)

    def test_the_public_pack_holds_none(self, public_pdf, plant):
        assert pdf_text_contains(public_pdf, [STEM, *plant.planted]) == []
        assert not holds_stem(unpacked(public_pdf))
        assert STEM not in text_of(public_pdf)
        assert STEM not in text_of(public_pdf, "-raw")

    def test_nor_do_its_title_bookmarks_alternative_texts_and_attachments(self, public_pdf):
        with pikepdf.open(io.BytesIO(public_pdf)) as pdf:
            assert STEM not in str(pdf.docinfo)
            assert STEM not in str(pdf.open_metadata())
            with pdf.open_outline() as outline:
                titles = [each.title for each in outline.root]
            said = [str(each.get("/Alt", "")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
            assert list(pdf.attachments) == []
        assert titles
        assert any(said)
        assert not [each for each in [*titles, *said] if STEM in each]

    def test_poppler_finds_none_in_its_information(self, public_pdf, tmp_path):
        if not shutil.which("pdfinfo"):
            pytest.skip("no pdfinfo: apt-get install poppler-utils")
        path = tmp_path / "public.pdf"
        path.write_bytes(public_pdf)
        for options in ([], ["-meta"], ["-struct-text"], ["-dests"], ["-url"]):
            done = subprocess.run(["pdfinfo", *options, path], capture_output=True, check=True)
            assert STEM.encode() not in done.stdout

    def test_the_public_still_sees_that_there_is_something(self, public_pdf):
        said = text_of(public_pdf)
        assert said.count("Not for publication: paragraph 3 of Schedule 12A") == 4
        assert "1 question is not for publication: paragraph 5 of Schedule 12A" in said
        assert "A contract" in said


class TestPages:
    """The same marker, on every page that somebody without the committee's exempt items may open."""

    OTHERS = ["another chair", "another member", Role.COUNCILLOR, Role.AUDITOR, Role.DIRECTOR]

    def addresses(self, scene):
        pack, of_pack = scene.pack, [scene.pack.pk]
        history = "?tab=history"
        return [
            reverse("home"),
            reverse("scrutiny:committee-list"),
            reverse("scrutiny:committee-detail", args=[scene.committee.pk]),
            reverse("scrutiny:committee-detail", args=[scene.committee.pk]) + history,
            scene.meeting.get_absolute_url(),
            scene.meeting.get_absolute_url() + history,
            pack.get_absolute_url(),
            pack.get_absolute_url() + history,
            pack.get_absolute_url() + "?version=full",
            reverse("scrutiny:pack-file", args=[*of_pack, "public"]),
            reverse("scrutiny:pack-file", args=[*of_pack, "exempt"]),
            reverse("scrutiny:pack-edit", args=of_pack),
            reverse("accounts:audit"),
        ]

    @pytest.mark.parametrize("published", [False, True])
    def test_nothing_exempt_is_on_any_page(self, planted, published):
        if published:
            publish(planted)
        # What the council has built of its own measures is no secret: only that it is in the pack, and why.
        hidden, files_read = self.typed_words(planted), set()
        for who, address in product(self.OTHERS, self.addresses(planted)):
            answer = planted.client(who).get(address)
            content = b"".join(answer) if answer.streaming else answer.content
            headers = str(answer.headers)
            assert not [word for word in hidden if word in headers], (who, address)
            if answer.headers["Content-Type"] == "application/pdf" and content not in files_read:
                assert pdf_text_contains(content, hidden) == []
                files_read.add(content)
            said = html.unescape(content.decode(errors="ignore"))
            assert not [word for word in hidden if word in said], (who, address)

    def typed_words(self, scene):
        """Planted words of the pack itself: they are in its items' and questions' own fields."""
        parts = [*scene.pack.items.filter(is_exempt=True), *scene.pack.questions.filter(is_exempt=True)]
        names = ("heading", "note", "text", "public_interest_test")
        fields = " ".join(getattr(each, name, "") for each in parts for name in names)
        return re.findall(rf"{STEM}\d+x", fields)

    def test_the_public_page_of_a_draft_holds_none_for_members_either(self, planted):
        member = planted.client(Role.SCRUTINY_MEMBER)
        assert STEM not in member.get(planted.pack.get_absolute_url()).content.decode()
        assert STEM in member.get(planted.pack.get_absolute_url() + "?version=full").content.decode()

    def test_what_is_stored_for_the_public_holds_none(self, planted):
        publish(planted)
        public, full = PackFile.objects.get(is_public=True), PackFile.objects.get(is_public=False)
        assert STEM not in json.dumps(public.document)
        assert STEM in json.dumps(full.document)
        assert not holds_stem(unpacked(bytes(public.content)))

    def test_the_trail_holds_none_even_of_what_was_public_before(self, planted):
        """A trail cannot be unwritten, so the pack's words never enter it: any may become exempt."""
        by, item = planted.actor(Role.SCRUTINY_CHAIR), planted.pack.items.get(note="A public note at the end.")
        edit_part(by=by, at=AT, part=item, version=1, heading=f"{STEM} heading", note=f"{STEM} note")
        marked = {"is_exempt": True, "exempt_paragraph": 1, "public_interest_test": f"{STEM} test"}
        edit_part(
            by=by,
            at=AT,
            part=item,
            version=2,
            heading=f"{STEM} heading",
            note=f"{STEM} note",
            public_title="X",
            **marked,
        )
        events = Event.objects.filter(page_type="scrutiny.pack", page_id=str(planted.pack.pk))
        assert events.count() > 3
        assert STEM not in json.dumps(list(events.values("thing_name", "changes", "why", "source")))

    def test_pages_and_files_are_kept_by_no_cache(self, planted):
        chair = planted.client(Role.SCRUTINY_CHAIR)
        for address in self.addresses(planted)[6:12]:
            if "tab=history" not in address:
                assert "no-store" in chair.get(address).headers["Cache-Control"], address


def publish(scene):
    scene.pack.refresh_from_db()
    by = scene.actor(Role.SCRUTINY_CHAIR)
    return publish_pack(by=by, at=AT, pack=scene.pack, version=scene.pack.version)


class TestAllowList:
    def test_the_public_reading_never_fetches_an_exempt_word(self, planted):
        with CaptureQueriesContext(connection) as statements:
            reading = read_public(planted.pack, Figures(planted.pack, AT))
        assert STEM not in repr([vars(each) if hasattr(each, "__dict__") else each for each in reading.entries])
        exempt = [each["sql"] for each in statements if "is_exempt" in each["sql"] and '"note"' in each["sql"]]
        assert exempt
        assert all(re.search(r'NOT\s+\(?"scrutiny_pack(item|question)"."is_exempt"', sql) for sql in exempt)

    def test_a_report_that_is_only_in_exempt_items_is_not_fetched(self, planted):
        reports = {
            each.report_id
            for each in read_public(planted.pack, Figures(planted.pack, AT)).entries
            if hasattr(each, "report_id")
        }
        assert len(reports - {None}) == 1


class TestProof:
    """The second lock: whatever the builder does, a public file with exempt words in it is not handed out."""

    def test_a_builder_that_forgets_is_found_out(self, planted, monkeypatch):
        monkeypatch.setattr(files, "read_public", lambda pack, figures: read_full(pack, figures))
        with pytest.raises(PackRefused, match="would hold exempt words") as refusal:
            made(planted, is_public=True)
        assert STEM in str(refusal.value)
        assert str(refusal.value).endswith("Nothing was handed out.")

    @pytest.mark.parametrize(
        "leak",
        [
            *("heading", "note", "test", "measure", "commentary", "question", "chart", "milestone", "table"),
            *("milestone's owner", "whom a question is put to"),
        ],
    )
    def test_each_kind_of_exempt_word_is_looked_for(self, planted, leak, monkeypatch):
        full, public = (
            read_full(planted.pack, Figures(planted.pack, AT)),
            read_public(planted.pack, Figures(planted.pack, AT)),
        )
        wanted = "\n".join(exempt_texts(full, public))
        item = full.entries[2]
        hidden = next(each for each in full.entries if getattr(each, "indicator_id", None) and each.is_exempt)
        section = {each["id"]: each for each in item.report.document["sections"]}
        sought = {
            "heading": item.heading,
            "note": item.note,
            "test": item.public_interest_test,
            "measure": hidden.indicator.name,
            "commentary": Commentary.objects.get().why,
            "question": next(each.text for each in full.questions if each.is_exempt),
            "chart": section["detail"]["measures"][0]["series"]["labels"][0],
            "milestone": section["milestones"]["milestones"][0]["narrative"],
            "table": section["actions"]["table"]["rows"][0][1],
            "milestone's owner": section["milestones"]["milestones"][0]["owner"],
            "whom a question is put to": next(each.to.title for each in full.questions if each.is_exempt),
        }
        assert sought[leak] in wanted

    def test_words_copied_into_a_public_part_by_mistake_are_refused(self, planted):
        terms = planted.pack.items.get(note__contains="First line of the terms")
        planted.pack.cover_note = f"Note that {terms.note.splitlines()[0]} Please."
        planted.pack.save()
        with pytest.raises(PackRefused, match="First line of the terms"):
            made(planted, is_public=True)
        assert made(planted, is_public=False).content.startswith(b"%PDF")

    def test_a_published_pack_is_refused_whole(self, planted):
        planted.pack.cover_note = planted.pack.questions.get(is_exempt=True).text
        planted.pack.save()
        with pytest.raises(PackRefused):
            publish(planted)
        planted.pack.refresh_from_db()
        assert planted.pack.published_at is None
        assert not PackFile.objects.exists()

    def test_a_measure_that_changes_only_in_private_is_proved_against(self, planted):
        Observation.objects.filter(indicator__name__contains="Price of a tonne").update(value=88)
        assert pdf_text_contains(made(planted, is_public=True).content, [STEM]) == []
