from risks.models.assessment import Assessment, Matrix, ScoreKind
from risks.models.control import Control, Mitigation
from risks.models.risk import Clearance, Register, RegisterLevel, Risk

__all__ = [
    "Assessment",
    "Clearance",
    "Control",
    "Matrix",
    "Mitigation",
    "Register",
    "RegisterLevel",
    "Risk",
    "ScoreKind",
]
