from .commitment import Commitment, Ownership
from .dispute import Dispute, DisputeFile
from .kind import TownshipService, Wording
from .letter import Letter
from .report import Proof, Report
from .sample import MinimumSample
from .version import Version

__all__ = [
    "Commitment",
    "Dispute",
    "DisputeFile",
    "Letter",
    "MinimumSample",
    "Ownership",
    "Proof",
    "Report",
    "TownshipService",
    "Version",
    "Wording",
]
