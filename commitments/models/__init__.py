from .commitment import Commitment, Ownership
from .dispute import Dispute, DisputeFile
from .handling import Handling, MaterialAsked
from .kind import TownshipService, Wording
from .letter import Letter
from .report import Proof, Report
from .sample import MinimumSample
from .signed import LetterCheck, LetterProof, SignedCopy, SignedLetter
from .signing import Signatory, Signing
from .template_draft import WordingDraft
from .version import Version

__all__ = [
    "Commitment",
    "Dispute",
    "DisputeFile",
    "Handling",
    "Letter",
    "LetterCheck",
    "LetterProof",
    "MaterialAsked",
    "MinimumSample",
    "Ownership",
    "Proof",
    "Report",
    "Signatory",
    "SignedCopy",
    "SignedLetter",
    "Signing",
    "TownshipService",
    "Version",
    "Wording",
    "WordingDraft",
]
