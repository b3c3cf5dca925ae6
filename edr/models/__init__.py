from edr.models.glass import BreakGlass
from edr.models.parts import DevelopmentNeed, ReviewObjective, Statement
from edr.models.review import Review, Signature

__all__ = ["BreakGlass", "DevelopmentNeed", "Review", "ReviewObjective", "Signature", "Statement"]
