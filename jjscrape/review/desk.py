"""The records under review: what each shows, and what a person said of it so far."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from jjscrape.archive.errors import ArchiveError
from jjscrape.evaluation.truth_file import LISTS, fields_of
from jjscrape.origin.bodies import LARGEST
from jjscrape.review.answers import RIGHT, SHOULD_BE, WRONG, judged
from jjscrape.review.archived_page import marked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2 import Template

    from jjscrape.archive.reader import Archive
    from jjscrape.evaluation.truth_file import Build, Truth
    from jjscrape.origin.cell import Passage
    from jjscrape.origin.tracing import Tracer
    from jjscrape.review.answers import TruthFile
    from jjscrape.review.sample import Candidate

_ANSWERS = ((RIGHT, "right"), (WRONG, "wrong"), (SHOULD_BE, "should be:"))
_COLUMNS = {"published": "published", "documents": "text"}
_MOST_MARKS = 40


class Desk:
    """What the pages of a review are made of. Records have the numbers of their places in `sample`."""

    def __init__(
        self, sample: list[Candidate], archive: Archive, build: Build, tracer: Tracer, file: TruthFile, data: Path
    ) -> None:
        self.sample = sample
        self.file = file
        self._archive, self._build, self._tracer, self._data = archive, build, tracer, data

    def values(self, number: int) -> dict[str, Any]:
        """What the build says of a record, by field."""
        candidate = self.sample[number]
        return {
            name: self._build.value(candidate.table, candidate.row, name)
            for name in fields_of(candidate.table, candidate.kind)
        }

    def take(self, number: int, form: Mapping[str, str]) -> None:
        """Keep what the form says.

        Raises:
            AnswerError: a value in it can't be one; nothing was kept.
        """
        judgement = judged(self.sample[number].row["url"], self.values(number), form, form.get("rest", ""))
        if judgement:
            self.file.add(judgement)

    def following(self, number: int = -1) -> int | None:
        """The next record of which nothing was said yet, from the beginning again at the end."""
        known = self.file.known()
        places = [*range(number + 1, len(self.sample)), *range(number + 1)]
        return next((place for place in places if self.sample[place].row["url"] not in known), None)

    def page(self, number: int) -> bytes:
        """The archived page, with marks where the values stand."""
        candidate = self.sample[number]
        try:
            body = self._archive.body(candidate.capture, LARGEST)
        except ArchiveError as error:
            return f"The page can't be shown: {error}".encode()
        places = [
            (name, passage.begin, passage.end)
            for name, passages in self._passages(number).items()
            for passage in passages[:_MOST_MARKS]
            if passage.begin is not None and passage.end is not None
        ]
        return marked(body, places)

    def render_list(self) -> str:
        known = self.file.known()
        done = sum(candidate.row["url"] in known for candidate in self.sample)
        return _template().render(
            heading="Records to review",
            progress=f"{done} of {len(self.sample)} judged",
            listed=[
                {
                    "title": candidate.row["title"],
                    "kind": candidate.kind,
                    "judged": candidate.row["url"] in known,
                    "doubts": candidate.doubts,
                }
                for candidate in self.sample
            ],
            file=self.file.path,
            data=self._data,
            style=_style(),
        )

    def render(self, number: int, token: str, form: Mapping[str, str] | None = None, fault: str = "") -> str:
        """The page of one record; `form` is what was written before, if that had a fault."""
        candidate, known = self.sample[number], self.file.known()
        judgement = known.get(candidate.row["url"])
        passages = self._passages(number)
        fields = []
        for name, value in self.values(number).items():
            answer, text = _earlier_answer(name, value, judgement)
            if form is not None:
                answer, text = form.get(f"say.{name}", ""), form.get(f"value.{name}", "")
            first_passage = next((p for p in passages.get(name, ()) if p.begin is not None), None)
            rows = 6 if name == "text" else 3 if name in LISTS else 1
            fields.append(
                {"name": name, "shown": written(value) or "(empty)", "answer": answer, "text": text, "rows": rows,
                 "stands": first_passage if name != "text" else None}
            )  # fmt: skip
        done = sum(other.row["url"] in known for other in self.sample)
        return _template().render(
            heading=candidate.row["title"],
            progress=f"{candidate.kind}, {number + 1} of {len(self.sample)}, {done} judged",
            number=number,
            following=(number + 1) % len(self.sample),
            url=candidate.row["url"],
            doubts=candidate.doubts,
            fields=fields,
            answers=_ANSWERS,
            token=token,
            fault=fault,
            style=_style(),
        )

    @cache  # noqa: B019  (one desk a process)
    def _passages(self, number: int) -> dict[str, list[Passage]]:
        """Where the values stand in the body of the record's own capture."""
        candidate = self.sample[number]
        passages: dict[str, list[Passage]] = {}
        for name in self.values(number):
            column = _COLUMNS.get(name, name)
            if column not in candidate.row or name in {"kind", "documents"}:
                continue
            origin = self._tracer.trace(candidate.row["id"], column, candidate.table)
            passages[name] = [
                passage
                for evidence in origin.evidence
                if evidence.capture_id == candidate.capture.id and evidence.part == "body"
                for passage in evidence.passages
            ]
        return passages


def written(value: Any) -> str:
    """A value as a person reads and writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "\n".join(map(str, value))
        case _:
            return str(value)


def _earlier_answer(name: str, value: Any, judgement: Truth | None) -> tuple[str, str]:
    """What was said of a field before, and what was written beside it."""
    if judgement is None:
        return "", written(value) if name != "text" else ""
    if name in judgement["wrong"]:
        return WRONG, ""
    if name not in judgement:
        return "", ""
    return (RIGHT, "") if judgement[name] == value else (SHOULD_BE, written(judgement[name]))


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415

    text = (resources.files(__package__) / "review.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(text)


@cache
def _style() -> str:
    return (resources.files(__package__) / "review.css").read_text(encoding="utf-8")
