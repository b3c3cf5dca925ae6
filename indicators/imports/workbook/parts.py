"""Reads the parts of a workbook besides its sheets: content types, relationships, sheet list, styles, shared texts."""

import posixpath
from dataclasses import dataclass, field

from indicators.imports.limits import MAX_CELL_CHARACTERS, MAX_SHARED_TEXTS, FileRefused
from indicators.imports.workbook.archive import DAMAGED, LINKED, MACROS, SAVE_AS_XLSX, Archive
from indicators.imports.workbook.events import TOO_DETAILED, elements, feed, new_parser

NOT_A_WORKBOOK = "The file is an archive, but not an Excel workbook. "


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass
class Workbook:
    """What is known before any sheet is read. `formats`: number format code by style index. `recalculates`: the program
    that wrote the file did not calculate its formulas.
    """

    sheets: list[SheetPart] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    epoch_1904: bool = False
    recalculates: bool = False


def read_workbook(archive: Archive) -> Workbook:
    """Read all but the sheets. Raises FileRefused for macros, links to other workbooks and what is no workbook."""
    _check_content_types(archive)
    main = _main_part(archive)
    folder = posixpath.dirname(main)
    relations = _relations(archive, posixpath.join(folder, "_rels", posixpath.basename(main) + ".rels"), folder)
    workbook = Workbook()
    _read_sheet_list(archive, main, relations, workbook)
    for kind, target in relations.values():
        if target in archive.names and kind == "styles":
            workbook.formats = _formats(archive, target)
        elif target in archive.names and kind == "sharedStrings":
            workbook.texts = _shared_texts(archive, target)
    return workbook


def _check_content_types(archive: Archive) -> None:
    if "[Content_Types].xml" not in archive.names:
        ods = "The file is an OpenDocument spreadsheet. " if "mimetype" in archive.names else NOT_A_WORKBOOK
        raise FileRefused(ods + SAVE_AS_XLSX)
    types: list[str] = []
    elements(
        archive.pieces("[Content_Types].xml"), lambda _, attributes: types.append(attributes.get("ContentType", ""))
    )
    lowered = [kind.lower() for kind in types]
    if any("sheet.binary" in kind for kind in lowered):
        raise FileRefused("The file is a binary Excel workbook (.xlsb). " + SAVE_AS_XLSX)
    if any("macro" in kind or "vbaproject" in kind for kind in lowered):
        raise FileRefused(MACROS)
    if any(kind.endswith("externallink+xml") for kind in lowered):
        raise FileRefused(LINKED)
    if not any(kind.endswith("spreadsheetml.sheet.main+xml") for kind in lowered):
        raise FileRefused(NOT_A_WORKBOOK + SAVE_AS_XLSX)


def _main_part(archive: Archive) -> str:
    for kind, target in _relations(archive, "_rels/.rels", "").values():
        if kind == "officeDocument" and target in archive.names:
            return target
    raise FileRefused(DAMAGED)


def _relations(archive: Archive, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """{relationship id: (kind, part)}. Relationships that lead out of the workbook are left out."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode", "").lower() != "external":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    elements(archive.pieces(part), start)
    return found


def _read_sheet_list(archive: Archive, main: str, relations: dict[str, tuple[str, str]], workbook: Workbook) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            identity = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            kind, target = relations.get(identity, ("", ""))
            if kind == "worksheet" and target in archive.names:
                hidden = attributes.get("state", "visible") != "visible"
                workbook.sheets.append(SheetPart(attributes.get("name", ""), target, hidden))
        elif name == "workbookPr":
            workbook.epoch_1904 = attributes.get("date1904", "0").lower() in ("1", "true", "on")
        elif name == "calcPr":
            workbook.recalculates = attributes.get("fullCalcOnLoad", "0").lower() in ("1", "true", "on")

    elements(archive.pieces(main), start)
    if not workbook.sheets:
        raise FileRefused(DAMAGED)


def _formats(archive: Archive, part: str) -> list[str]:
    custom: dict[str, str] = {}
    styles: list[str] = []
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            inside = name
        elif name == "numFmt" and inside == "numFmts":
            custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "General")
        elif name == "xf" and inside == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))

    elements(archive.pieces(part), start)
    return [custom.get(number) or BUILT_IN.get(number, "General") for number in styles]


def _shared_texts(archive: Archive, part: str) -> list[str]:
    texts: list[str] = []
    pieces: list[str] = []
    taking, phonetic, count, length = False, False, 0, 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal taking, phonetic, count, length
        local = name.rpartition(":")[2]
        if local == "si":
            pieces.clear()
            length = 0
            count += 1
            if count > MAX_SHARED_TEXTS:
                raise FileRefused(TOO_DETAILED)
        elif local == "rPh":
            phonetic = True
        taking = local == "t" and not phonetic

    def end(name: str) -> None:
        nonlocal taking, phonetic
        local = name.rpartition(":")[2]
        taking = False
        if local == "rPh":
            phonetic = False
        elif local == "si":
            texts.append("".join(pieces))

    def characters(text: str) -> None:
        nonlocal length
        if taking:
            pieces.append(text)
            length += len(text)
            if length > MAX_CELL_CHARACTERS:
                raise FileRefused(
                    f"The workbook holds a text of more than {MAX_CELL_CHARACTERS:,} characters. Shorten it."
                )

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    for _ in feed(parser, archive.pieces(part)):
        pass
    return texts


# Number formats that a workbook refers to by number only (ECMA-376 part 1, 18.8.30), with British settings.
BUILT_IN = {
    "1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "5": "£#,##0", "6": "£#,##0", "7": "£#,##0.00",
    "8": "£#,##0.00", "9": "0%", "10": "0.00%", "11": "0.00E+00", "12": "# ?/?", "13": "# ??/??", "14": "dd/mm/yyyy",
    "15": "d-mmm-yy", "16": "d-mmm", "17": "mmm-yy", "18": "h:mm AM/PM", "19": "h:mm:ss AM/PM", "20": "h:mm",
    "21": "h:mm:ss", "22": "m/d/yy h:mm", "37": "#,##0;-#,##0", "38": "#,##0;-#,##0", "39": "#,##0.00;-#,##0.00",
    "40": "#,##0.00;-#,##0.00", "41": "#,##0", "42": "£#,##0", "43": "#,##0.00", "44": "£#,##0.00", "45": "mm:ss",
    "46": "[h]:mm:ss", "47": "mm:ss.0", "48": "##0.0E+0", "49": "@",
}  # fmt: skip
