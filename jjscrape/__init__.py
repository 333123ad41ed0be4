"""For analysts: tables of the published versions, what changed between them, and where a cell comes from.

What this module offers reads published datasets only; the commands make them. It is imported when it is first asked
for: a command listens to signals before anything takes time, be it the import of `typing`.
"""

from __future__ import annotations

import sys
from types import ModuleType

from jjscrape.version import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jjscrape.load import diff, load, tracer, versions, why  # noqa: TC004  (`__getattr__` finds them)

__all__ = ["__version__", "diff", "load", "tracer", "versions", "why"]
__version__ = VERSION


class _Package(ModuleType):
    """A package of which `load` is the function, also once the module of that name has been imported."""

    def __getattr__(self, name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module("jjscrape.load"), name)

    def __setattr__(self, name: str, value: object) -> None:
        of_import = name == "load" and isinstance(value, ModuleType)
        super().__setattr__(name, getattr(value, name) if of_import else value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _Package
