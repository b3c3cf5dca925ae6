"""The small faults that can be put into a file: a condition turned, a limit moved by one, a check left out.

A fault is made in the syntax tree. The file itself is never touched.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """``number`` among the faults of its file. ``where``: class and function; ``lines``: of the statement, or of the
    head of a compound one. ``is_run``: it stands in a function, so that it tells each time the function runs. ``nth``:
    of those that read alike in one function.
    """

    file: str
    number: int
    where: str
    line: int
    lines: range
    is_run: bool
    before: str
    after: str
    nth: int

    @property
    def name(self) -> str:
        """Stays the same when lines are added elsewhere."""
        again = f" (no. {self.nth})" if self.nth > 1 else ""
        return f"{self.file} {self.where}: {self.before} -> {self.after}{again}"

    def code(self) -> CodeType:
        """The file with the fault, compiled."""
        path = ROOT / self.file
        tree = ast.parse(path.read_text())
        list(_edits(tree))[self.number].make()
        return compile(ast.fix_missing_locations(tree), str(path), "exec")


def mutants_of(file: str) -> list[Mutant]:
    """Every fault for a file, in the order of its lines."""
    found, alike = [], Counter[tuple[str, str, str]]()
    for number, edit in enumerate(_edits(ast.parse((ROOT / file).read_text()))):
        told = edit.place.where, _text(edit.old), _text(edit.new)
        alike[told] += 1
        found.append(
            Mutant(
                file=file, number=number, where=told[0], line=edit.old.lineno, lines=edit.place.lines,
                is_run=edit.place.is_run, before=told[1], after=told[2], nth=alike[told],
            )
        )  # fmt: skip
    return found


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


@dataclass(frozen=True, slots=True)
class _Place:
    where: str
    lines: range
    is_run: bool
    is_yes_or_no: bool = False


@dataclass(frozen=True, slots=True)
class _Edit:
    """One node of a tree in the place of another: in a field, or at an index of the list in the field."""

    parent: ast.AST
    field: str
    index: int | None
    old: ast.AST
    new: ast.AST
    place: _Place

    def make(self) -> None:
        if self.index is None:
            setattr(self.parent, self.field, self.new)
        else:
            getattr(self.parent, self.field)[self.index] = self.new


# Types are read by nobody at run time; memory, how a value is written or made, and what has to be as long as another
# tell nothing of what is said.
_LEFT_OUT = ("annotation", "returns", "type_params")
_SAYS_NOTHING = ("slots", "kw_only", "repr", "strict")
_TABLES = {"models.Model", "TreeNode"}


def _edits(tree: ast.Module) -> Iterator[_Edit]:
    yield from _within(tree, _Place("", range(0), is_run=False))


def _within(node: ast.AST, place: _Place) -> Iterator[_Edit]:
    for field, value in ast.iter_fields(node):
        if field in _LEFT_OUT:
            continue
        inside = _place_of(node, field, place)
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or _is_left_out(node, child):
                continue
            here = _statement(child, inside)
            for new in _changes(child, node, field, here):
                ast.copy_location(new, child)
                yield _Edit(node, field, index if isinstance(value, list) else None, child, new, here)
            yield from _within(child, here)


def _place_of(node: ast.AST, field: str, place: _Place) -> _Place:
    match node:
        case ast.FunctionDef():
            where, is_run = f"{place.where}.{node.name}".strip("."), place.is_run or field == "body"
            is_yes_or_no = isinstance(node.returns, ast.Name) and node.returns.id == "bool"
            return _Place(where, place.lines, is_run, is_yes_or_no)
        case ast.ClassDef():
            return _Place(f"{place.where}.{node.name}".strip("."), place.lines, place.is_run)
    return place


def _statement(node: ast.AST, place: _Place) -> _Place:
    if not isinstance(node, ast.stmt):
        return place
    body = getattr(node, "body", None)
    end = body[0].lineno if isinstance(body, list) else (node.end_lineno or node.lineno) + 1
    return _Place(place.where, range(node.lineno, max(end, node.lineno + 1)), place.is_run, place.is_yes_or_no)


def _is_left_out(node: ast.AST, child: ast.AST) -> bool:
    """Columns of models, which the migrations hold, and what says nothing."""
    if isinstance(child, ast.keyword):
        return child.arg in _SAYS_NOTHING
    bases = {ast.unparse(base) for base in node.bases} if isinstance(node, ast.ClassDef) else set()
    return bool(bases & _TABLES) and not isinstance(child, ast.FunctionDef)


_OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_OTHER_NAME = {"any": "all", "all": "any", "min": "max", "max": "min"}
_NARROWING = ("filter", "exclude", "Q")
_YES, _NO = ast.Constant(True), ast.Constant(False)


def _changes(node: ast.AST, parent: ast.AST, field: str, place: _Place) -> Iterator[ast.AST]:
    """What may stand in the node's place."""
    yield from _operators(node)
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id="Decimal"), args=[ast.Constant(value=str(value))]):
            yield ast.Call(node.func, [ast.Constant(str(Decimal(value) + 1))], [])
        case ast.Call(func=ast.Name(id=name)) if name in _OTHER_NAME:
            yield ast.Call(ast.Name(_OTHER_NAME[name], ast.Load()), node.args, node.keywords)
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield ast.Pass()
        case ast.Return(value=ast.expr()) if place.is_yes_or_no and not isinstance(node.value, ast.Constant):
            yield from (ast.Return(_YES), ast.Return(_NO))
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _NARROWING:
        yield from _without_each(node)
    if isinstance(parent, ast.comprehension) and field == "ifs":
        yield _YES
    if field in ("test", "ifs", "guard") and not isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield ast.UnaryOp(ast.Not(), node)


def _operators(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            for number, operator in enumerate(node.ops):
                other = [*node.ops[:number], _OTHER[type(operator)](), *node.ops[number + 1 :]]
                yield ast.Compare(node.left, other, node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(_OTHER[type(node.op)](), node.values)
            for number in range(len(node.values)):
                left = [*node.values[:number], *node.values[number + 1 :]]
                yield ast.BoolOp(node.op, left) if len(left) > 1 else left[0]
        case ast.BinOp() if type(node.op) in _OTHER:
            yield ast.BinOp(node.left, _OTHER[type(node.op)](), node.right)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand


def _without_each(call: ast.Call) -> Iterator[ast.AST]:
    """A condition of a query left out."""
    for number in range(len(call.args)):
        yield ast.Call(call.func, [*call.args[:number], *call.args[number + 1 :]], call.keywords)
    for number in range(len(call.keywords)):
        yield ast.Call(call.func, call.args, [*call.keywords[:number], *call.keywords[number + 1 :]])
