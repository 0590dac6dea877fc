"""Which outcomes a deed can come to, read from its source: the names in every ``Outcome`` it returns.

What it returns of another function is followed, and so is what it returns under a name. More may be found than ever
comes (no condition is understood), so a row too many is no mistake; an expression that cannot be read is one.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from voiceline.actions.turn import Outcome


@cache
def outcomes_of(deed: Callable[..., Any]) -> frozenset[str]:
    """Raises ValueError for what cannot be read."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(deed))).body[0]
    returned = [each.value for each in ast.walk(tree) if isinstance(each, ast.Return) and each.value is not None]
    read = _Reading(deed, tree)
    return frozenset(name for each in returned for name in read.outcomes(each))


class _Reading:
    """One function's expressions, with what its names stand for."""

    def __init__(self, deed: Callable[..., Any], tree: ast.AST):
        self._deed, self._tree = deed, tree

    def outcomes(self, node: ast.expr) -> Iterator[str]:
        """The names of the outcomes this expression may be."""
        match node:
            case ast.Constant(value=None):
                return
            case ast.IfExp(body=one, orelse=other):
                yield from self._each(self.outcomes, one, other)
            case ast.BoolOp(values=values):
                yield from self._each(self.outcomes, *values)
            case ast.Call(func=ast.Name(id="Outcome"), args=[name, *_]):
                yield from self.names(name)
            case ast.Call(func=called):
                yield from outcomes_of(self._function(called))
            case ast.Name(id=name):
                yield from self._each(self.outcomes, *self._assigned(name))
            case _:
                raise self._unread(node)

    def names(self, node: ast.expr) -> Iterator[str]:
        """The words this expression, the name of an outcome, may be."""
        match node:
            case ast.Constant(value=str(word)):
                yield word
            case ast.IfExp(body=one, orelse=other):
                yield from self._each(self.names, one, other)
            case ast.Name(id=name):
                yield from self._each(self.names, *self._assigned(name))
            case ast.Attribute(value=outcome, attr="name"):
                yield from self.outcomes(outcome)
            case _:
                raise self._unread(node)

    def _assigned(self, name: str) -> list[ast.expr]:
        """Everything that is given this name."""
        found = [
            each.value
            for each in ast.walk(self._tree)
            if isinstance(each, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in each.targets)
        ]
        if not found:
            raise ValueError(f"{self._deed.__qualname__}: nothing is called {name}")
        return found

    def _function(self, called: ast.expr) -> Callable[..., Any]:
        known = vars(inspect.getmodule(self._deed))
        match called:
            case ast.Name(id=name) if callable(found := known.get(name)) and found is not Outcome:
                return found
            case ast.Attribute(value=ast.Name(id=module), attr=name) if hasattr(known.get(module), name):
                found = getattr(known[module], name)
                assert callable(found)
                return found
            case _:
                raise self._unread(called)

    def _unread(self, node: ast.expr) -> ValueError:
        return ValueError(f"{self._deed.__qualname__}: {ast.unparse(node)}")

    @staticmethod
    def _each(read: Callable[[ast.expr], Iterator[str]], *nodes: ast.expr) -> Iterator[str]:
        for node in nodes:
            yield from read(node)
