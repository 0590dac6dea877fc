"""The agreement's four severities."""

from enum import StrEnum


class Severity(StrEnum):
    """P1 crítico, P2 alto, P3 medio, P4 bajo (support agreement, "niveles de severidad")."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"

    @property
    def rank(self) -> int:
        """1 for the gravest."""
        return int(self.value[1])

    @property
    def is_urgent(self) -> bool:
        """Whether it pages by phone."""
        return self in (Severity.P1, Severity.P2)

    def is_at_least(self, other: "Severity") -> bool:
        """Whether this one is as grave as the other, or graver."""
        return self.value <= other.value
