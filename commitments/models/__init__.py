from .commitment import Commitment, Ownership
from .dispute import Dispute, DisputeFile
from .handling import Handling, MaterialAsked
from .kind import TownshipService, Wording
from .letter import Letter
from .report import Proof, Report
from .version import Version

__all__ = [
    "Commitment",
    "Dispute",
    "DisputeFile",
    "Handling",
    "Letter",
    "MaterialAsked",
    "Ownership",
    "Proof",
    "Report",
    "TownshipService",
    "Version",
    "Wording",
]
