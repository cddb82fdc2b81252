from .case import Case
from .law import BreachKind, TierThreshold, ToleranceCondition
from .lifting import EligibilityCheck, Lifting
from .measure import Execution, FeedbackFile, JointAction
from .measure_item import MeasureItem, Purpose, Sort
from .said import CaseVote, Paper, Reply

__all__ = [
    "BreachKind",
    "Case",
    "CaseVote",
    "EligibilityCheck",
    "Execution",
    "FeedbackFile",
    "JointAction",
    "Lifting",
    "MeasureItem",
    "Paper",
    "Purpose",
    "Reply",
    "Sort",
    "TierThreshold",
    "ToleranceCondition",
]
