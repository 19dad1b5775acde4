"""What a person reads: chosen in the interface, used for what is made while they are away."""

from keliu.accounts.models import Staff


def speaks(staff_id: int, language: str) -> None:
    """Remember it; nothing else of the person changes, their version neither."""
    rows = Staff.objects.filter(pk=staff_id).exclude(language=language)
    rows.update(language=language)
