"""The command line's grammar, spoken in Spanish: help, usage, and a mistake in one line."""

import re
from argparse import Action, ArgumentParser, HelpFormatter, _MutuallyExclusiveGroup
from collections.abc import Iterable
from typing import Any, NoReturn

# What argparse says of a mistake, and how we say it.
WORDS = (
    (r"the following arguments are required: (.+)", r"falta: \1"),
    (r"unrecognized arguments: (.+)", r"no se conoce: \1"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", r"\1: \2 no es ninguno de: \3"),
    (r"argument (.+?): expected one argument", r"\1: falta su valor"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1: no va junto con \2"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1: no lleva valor: \2"),
)


class SpanishHelp(HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[Action],
        groups: Iterable[_MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "uso: " if prefix is None else prefix)


class SpanishParser(ArgumentParser):
    def __init__(self, **rest: Any):
        super().__init__(**rest, add_help=False, allow_abbrev=False, formatter_class=SpanishHelp)
        self._positionals.title = "argumentos"
        self._optionals.title = "opciones"
        self.add_argument("-h", "--help", action="help", help="muestra esta ayuda")

    def error(self, message: str) -> NoReturn:
        for english, spanish in WORDS:
            message = re.sub(f"^{english}$", spanish, message, flags=re.DOTALL)
        self.exit(2, f"voiceline: {' '.join(message.split())} (vea «{self.prog} --help»)\n")
