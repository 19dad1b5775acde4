"""Files: public pictures of cards and products, and private attachments of every kind."""

from keliu.platform.files.attachments import (
    AttachmentCard,
    attach,
    attachments,
    detach,
    forget,
    forget_unused,
    note_words,
    read_private,
    require_own_picture,
    signed,
    store_own_picture,
    store_private,
)
from keliu.platform.files.limits import MOST_UPLOAD, Refused
from keliu.platform.files.pictures import (
    MOST_BYTES,
    BadPicture,
    FileCard,
    card,
    cards,
    path_of,
    read_public,
    require,
    store_picture,
)
from keliu.platform.files.serving import Part, open_signed

__all__ = [
    "MOST_BYTES", "MOST_UPLOAD", "AttachmentCard", "BadPicture", "FileCard", "Part", "Refused",
    "attach", "attachments", "card", "cards", "detach", "forget", "forget_unused", "note_words",
    "open_signed", "path_of", "read_private", "read_public", "require", "require_own_picture",
    "signed", "store_own_picture", "store_picture", "store_private",
]  # fmt: skip
