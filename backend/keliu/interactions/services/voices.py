"""The words of a voice note, when a recogniser is configured; without one there are none."""

from collections.abc import Sequence

from keliu.interactions.models import Interaction
from keliu.interactions.ports import Ports
from keliu.platform import files, jobs


def words_later(line_id: int, file_ids: Sequence[int]) -> None:
    """Have the voice notes of a follow-up written down by the worker."""
    if Ports.transcribe is not None and file_ids:
        write_down.later(line_id=line_id)


def voices_written_down(line_id: int) -> None:
    """Keep the words beside each voice note of a line; one that has words already is left alone."""
    row = Interaction.objects.filter(pk=line_id).first()
    if row is None or Ports.transcribe is None:
        return
    for card in files.attachments(row.file_ids).values():
        if card.kind == "voice" and not card.words:
            files.note_words(card.id, Ports.transcribe(files.read_private(card.id), card.mime))


write_down = jobs.job(voices_written_down)
