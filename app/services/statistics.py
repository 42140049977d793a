"""Tables of figures over the incidents that answer a question."""

from app.domain.disclosure import INTERNAL
from app.domain.questions import Question
from app.domain.statistics import Compiled, Layout
from app.exchange.statistics_table import as_csv as as_csv
from app.exchange.statistics_table import as_json as as_json
from app.services.work import Work
from app.store import statistics
from app.store.projects import Project


def compile_table(work: Work, project: Project, question: Question, layout: Layout) -> Compiled:
    """The table as it stands now. UnknownFilter for a name that is on no record; Refused for more rows or columns than
    can be read."""
    return statistics.compile_table(work.connection, project.id, question, layout, INTERNAL)
