from assurance.models.certificate import Certificate, Evidence, Judged, Sharing
from assurance.models.sample import Finding, Sample, Sampled

__all__ = ["Certificate", "Evidence", "Finding", "Judged", "Sample", "Sampled", "Sharing"]
