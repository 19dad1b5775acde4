"""Every Chinese sentence that the code can say to a person, found by walking its syntax trees.

A sentence is what reaches a refusal (an error's `message`, `fields=`, its own arguments, a
ValueError of a schema), a reason kept with a row or an operation, or a notification. From there
the walk goes back through names, constants, dictionaries and the functions of the same context.
Holes of an f-string are numbered: f"最多 {MOST} 张" is "最多 {1} 张".
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HAN = re.compile("[\u4e00-\u9fff]")
HOME = Path(__file__).parents[2] / "keliu"
TELLING = {"tell_staff", "Message"}
TERMINAL = {"boot.py", "demo.py", "trouble.py"}
SAYING = {"problem", "plain"}
KEPT = {"message", "problem"}
# What an expression is made of.
INNER: dict[type[ast.expr], Callable[[Any], list[ast.expr]]] = {
    ast.Subscript: lambda node: [node.value],
    ast.IfExp: lambda node: [node.body, node.orelse],
    ast.JoinedStr: lambda node: [one.value for one in node.values if hasattr(one, "conversion")],
    ast.Dict: lambda node: node.values,
    ast.DictComp: lambda node: [node.value],
    ast.ListComp: lambda node: [node.elt],
    ast.GeneratorExp: lambda node: [node.elt],
    ast.BoolOp: lambda node: node.values,
    ast.List: lambda node: node.elts,
    ast.Tuple: lambda node: node.elts,
    ast.Set: lambda node: node.elts,
    ast.BinOp: lambda node: [node.left, node.right],
    ast.NamedExpr: lambda node: [node.value],
}


@dataclass
class Code:
    """The parsed code, by context."""

    modules: list[tuple[str, ast.Module]] = field(default_factory=list)
    functions: dict[tuple[str, str], list[ast.FunctionDef]] = field(
        default_factory=lambda: defaultdict(list)
    )
    constants: dict[tuple[str, str], list[ast.expr]] = field(
        default_factory=lambda: defaultdict(list)
    )
    calls: dict[tuple[str, str], list[tuple[ast.Call, ast.FunctionDef | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    errors: set[str] = field(default_factory=set)


def name_of(node: ast.expr) -> str:
    """The last name of what is called or read."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def template(node: ast.expr) -> str:
    """The sentence of a literal, holes numbered; empty when it is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        said = node.value
    elif isinstance(node, ast.JoinedStr):
        said, holes = "", 0
        for part in node.values:
            if isinstance(part, ast.Constant):
                said += str(part.value)
            else:
                holes += 1
                said += f"{{{holes}}}"
    else:
        return ""
    return said if HAN.search(said) else ""


def _targets(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """(target, value) of an assignment, tuples taken apart."""
    if isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        return [(node.target, node.value)]
    if not isinstance(node, ast.Assign):
        return []
    found: list[tuple[ast.expr, ast.expr]] = []
    for target in node.targets:
        both = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
        if both and len(target.elts) == len(node.value.elts):  # type: ignore[attr-defined]  # both are tuples
            found += zip(target.elts, node.value.elts, strict=True)  # type: ignore[attr-defined]  # both are tuples
        elif isinstance(target, ast.Tuple):  # one of what the value is made of
            found += [(one, node.value) for one in target.elts]
        else:
            found.append((target, node.value))
    return found


def read() -> Code:
    """Parse every context."""
    code = Code()
    for path in sorted(HOME.rglob("*.py")):
        parts = path.relative_to(HOME).parts
        if _elsewhere(parts):
            continue
        tree = ast.parse(path.read_text())
        code.modules.append((parts[0], tree))
        _index(code, parts[0], tree)
    return code


def _elsewhere(parts: tuple[str, ...]) -> bool:
    """Not for people who read: the fake WeChat, the command line, made-up data, tests."""
    below = parts[0] == "config" and (len(parts) > 2 or parts[1] in TERMINAL)
    return parts[0] == "box" or below or bool({"tests", "migrations"} & set(parts))


def _index(code: Code, context: str, tree: ast.Module) -> None:
    for line in tree.body:
        for target, value in _targets(line):
            code.constants[context, name_of(target)].append(value)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and _is_error(node):
            code.errors.add(node.name)
        if isinstance(node, ast.FunctionDef):
            code.functions[context, node.name].append(node)
            for call in [one for one in ast.walk(node) if isinstance(one, ast.Call)]:
                code.calls[context, name_of(call.func)].append((call, node))


def _is_error(node: ast.ClassDef) -> bool:
    says = {name_of(target) for one in node.body for target, _ in _targets(one)}
    return "message" in says or any(
        name_of(base) in {"ValueError", "Invalid"} for base in node.bases
    )


class Walk:
    """From the places where sentences come out, back to where they are written."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.found: dict[str, set[str]] = defaultdict(set)
        self.seen: set[tuple[int, int]] = set()
        self.inside: dict[int, dict[str, list[ast.expr]]] = {}

    def all(self) -> dict[str, set[str]]:
        """The sentences of each context."""
        for context, tree in self.code.modules:
            for inside, node in _with_functions(tree):
                for said in self.said_by(node):
                    self.follow(context, inside, said)
        return self.found

    def said_by(self, node: ast.AST) -> Iterator[ast.expr]:
        """The expressions that a person will read."""
        if isinstance(node, ast.FunctionDef) and node.name[1:].endswith("_said"):
            yield from _returned(node)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from [*node.exc.args, *(one.value for one in node.exc.keywords)]
        if isinstance(node, ast.Call):
            yield from self.said_in(node)
        for target, value in _targets(node):
            if name_of(target) in KEPT:
                yield value

    def said_in(self, node: ast.Call) -> Iterator[ast.expr]:
        """What a call is given to say."""
        function, wanted = name_of(node.func), KEPT | {"fields"}
        if function in TELLING:
            wanted = wanted | {"title", "text"}
        known = function in self.code.errors
        yield from [one.value for one in node.keywords if known or one.arg in wanted]
        if known or function in SAYING or function == "Message":
            yield from node.args

    def follow(self, context: str, inside: ast.FunctionDef | None, node: ast.expr) -> None:
        """Note the sentences of an expression and of what it is made of."""
        if (id(node), id(inside)) in self.seen:
            return
        self.seen.add((id(node), id(inside)))
        if said := template(node):
            self.found[context].add(said)
        for part in self.parts(context, inside, node):
            self.follow(context, inside, part)

    def parts(
        self, context: str, inside: ast.FunctionDef | None, node: ast.expr
    ) -> Iterator[ast.expr]:
        """What an expression takes its sentences from."""
        if isinstance(node, ast.Name):
            yield from self.named(context, inside, node.id)
        elif isinstance(node, ast.Attribute) and node.attr.isupper():
            yield from self.code.constants.get((context, node.attr), [])
        elif isinstance(node, ast.Call):
            yield from self.called(context, node)
        for kind, inner in INNER.items():
            if isinstance(node, kind):
                yield from inner(node)

    def named(self, context: str, inside: ast.FunctionDef | None, name: str) -> Iterator[ast.expr]:
        """What a name may stand for: assigned here, a constant, or given by a caller."""
        here = self.assigned(inside).get(name, []) if inside else []
        yield from here
        if inside and name in (given := [one.arg for one in inside.args.args]):
            at = given.index(name)
            for call, caller in self.code.calls.get((context, inside.name), []):
                named = [one.value for one in call.keywords if one.arg == name]
                for value in named or call.args[at : at + 1]:
                    self.follow(context, caller, value)
        elif not here:
            yield from self.code.constants.get((context, name), [])

    def assigned(self, inside: ast.FunctionDef) -> dict[str, list[ast.expr]]:
        """What each name of a function is given there."""
        if (found := self.inside.get(id(inside))) is None:
            found = self.inside[id(inside)] = defaultdict(list)
            for node in ast.walk(inside):
                for target, value in _targets(node):
                    base = target.value if isinstance(target, ast.Subscript) else target
                    found[getattr(base, "id", "")].append(value)
                for name, value in _added(node):
                    found[name].append(value)
        return found

    def called(self, context: str, node: ast.Call) -> Iterator[ast.expr]:
        """What a call answers: its function's own returns, a constant's lookup, a format."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "format", "join"}:
            yield from [node.func.value, *node.args]
            return
        for place in {context, "platform", "kit"}:
            for function in self.code.functions.get((place, name_of(node.func)), []):
                for one in _returned(function):
                    self.follow(place, function, one)
        yield from [one for one in node.args if template(one)]


def _returned(function: ast.FunctionDef) -> list[ast.expr]:
    every = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
    return [one for one in every if one is not None]


def _added(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of what is put into a list or dictionary."""
    if isinstance(node, ast.AugAssign):
        yield name_of(node.target), node.value
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return
    if node.func.attr in {"append", "extend", "update"}:
        yield from [(name_of(node.func.value), one) for one in node.args]


def _with_functions(
    tree: ast.AST, inside: ast.FunctionDef | None = None
) -> Iterator[tuple[ast.FunctionDef | None, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        yield inside, node
        yield from _with_functions(node, node if isinstance(node, ast.FunctionDef) else inside)


def found() -> dict[str, set[str]]:
    """Context → its sentences."""
    return Walk(read()).all()
