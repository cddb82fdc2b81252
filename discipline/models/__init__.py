from .case import Case
from .law import BreachKind, TierThreshold, ToleranceCondition
from .lifting import EligibilityCheck, Lifting
from .linked import LinkedPerson
from .measure import Execution, FeedbackFile, JointAction
from .measure_item import MeasureItem, Purpose, Sort
from .said import CaseVote, Exhibit, Paper, Reply

from ..court.models import CourtEntry, CourtListRule, CourtNotice  # isort: skip  (it stands on the lists of the law above)

__all__ = [
    "BreachKind",
    "Case",
    "CaseVote",
    "CourtEntry",
    "CourtListRule",
    "CourtNotice",
    "EligibilityCheck",
    "Execution",
    "Exhibit",
    "FeedbackFile",
    "JointAction",
    "Lifting",
    "LinkedPerson",
    "MeasureItem",
    "Paper",
    "Purpose",
    "Reply",
    "Sort",
    "TierThreshold",
    "ToleranceCondition",
]
