from .case import Case
from .law import BreachKind, TierThreshold, ToleranceCondition
from .said import CaseVote, Paper, Reply

__all__ = ["BreachKind", "Case", "CaseVote", "Paper", "Reply", "TierThreshold", "ToleranceCondition"]
