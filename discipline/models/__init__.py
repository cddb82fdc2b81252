from .case import Case
from .law import BreachKind, TierThreshold, ToleranceCondition
from .said import CaseVote, Paper, Reply

from ..court.models import CourtEntry, CourtListRule, CourtNotice  # isort: skip  (it stands on the lists of the law above)

__all__ = ["BreachKind", "Case", "CaseVote", "CourtEntry", "CourtListRule", "CourtNotice", "Paper", "Reply", "TierThreshold", "ToleranceCondition"]
