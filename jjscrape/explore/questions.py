"""Questions that the explorer has an answer to: the ten of docs/questions.md, and some more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """A query with a title. `example` gives a value to each of its parameters; `hidden` ones only links lead to."""

    title: str
    sql: str
    example: dict[str, str] = field(default_factory=dict)
    hidden: bool = False

    def described(self) -> dict[str, Any]:
        """As Datasette's metadata has it."""
        more = {"example": self.example, "params": list(self.example)} if self.example else {}
        return {"title": self.title, "sql": self.sql, "hidden": self.hidden, "hide_sql": True, **more}


def questions(article: str) -> dict[str, Question]:
    """Return the questions by name; `article` is the id of one to give as an example."""
    return {
        "articles_by_theme_and_year": Question(
            "How many posts has each theme in each year?",
            """select theme, substr(published, 1, 4) as year, count(*) as articles
from article_themes where published is not null group by 1, 2 order by 1, 2""",
        ),
        "who_wrote_with_whom": Question(
            "Who wrote with whom?",
            """select a.name, b.name as with_name, count(*) as articles
from article_authors a join article_authors b on a.article_id = b.article_id and a.person_id < b.person_id
group by a.person_id, b.person_id order by 3 desc, 1, 2""",
        ),
        "events_by_place": Question(
            "Which events were where?",
            """select place, count(*) as events, group_concat(title, '; ') as titles
from articles where kind = 'event' and place is not null group by place order by 2 desc, 1""",
        ),
        "what_projects_produced": Question(
            "What did each project produce?",
            """select projects.title as project, articles.kind, count(*) as articles
from articles_projects m join articles on articles.id = m.articles_id join projects on projects.id = m.projects_id
group by projects.id, articles.kind order by 1, 2""",
        ),
        "where_a_word_stands": Question(
            "Where does a word stand?",
            """select a.id as record_id, a.published, snippet(articles_fts, -1, '', '', '…', 24) as found
from articles_fts join articles a on a.rowid = articles_fts.rowid
where articles_fts match 'text:"' || replace(:word, '"', '""') || '"' order by a.id""",
            {"word": "co-production"},
        ),
        "documents_by_type": Question(
            "Which kinds of documents are there, and how large are they?",
            """select media_type, count(*) as documents, sum(bytes) as bytes
from documents where media_type is not null group by media_type order by 2 desc, 1""",
        ),
        "what_changed": Question(
            "What changed since the version before?",
            """select "table", change, count(distinct record_id) as rows from changes group by 1, 2 order by 1, 2""",
        ),
        "dead_links": Question(
            "Which links lead nowhere?",
            "select source_id, text, target_url, status from links where status >= 400 order by source_id, position",
        ),
        "what_a_page_said": Question(
            "What did a page say at an earlier time?",
            """select title, text, valid_from, valid_to from revisions
where record_id = :record_id and valid_from <= :at and (valid_to is null or valid_to > :at)""",
            {"record_id": article, "at": "9999"},
        ),
        "how_to_cite": Question(
            "How is it cited?",
            "select title || ', version ' || version as cite_it_as, description from dataset",
        ),
        "events_in_order": Question(
            "Which events were there, in order of time?",
            """select id, title, event_start, event_end, event_timezone, place
from articles where kind = 'event' order by event_start""",
        ),
        "themes_together": Question(
            "Which themes occur together?",
            """select a.theme, b.theme as with_theme, count(*) as articles
from article_themes a join article_themes b on a.article_id = b.article_id and a.theme_id < b.theme_id
group by a.theme_id, b.theme_id order by 3 desc, 1, 2""",
        ),
        "articles_by_author": Question(
            "How many articles has each author?",
            """select people.name, count(*) as articles
from authorships join people on people.id = authorships.person_id group by people.id order by 2 desc, 1""",
        ),
        "where_from": Question(
            "Where does a value come from?",
            """select p.field, p.rule, p.raw as read_as, c.url as page, c.captured_at, c.warc_file, c.warc_offset,
c.id as capture_id
from provenance p left join captures c on c.id = p.capture_id
where p."table" = :table and p.record_id = :record_id and (:field = '' or p.field = :field) order by p.field""",
            {"table": "articles", "record_id": article, "field": "title"},
            hidden=True,
        ),
    }
