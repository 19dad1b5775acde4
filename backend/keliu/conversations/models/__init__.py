"""Tables of conversations: one file per subject."""

from keliu.conversations.models.replies import Reply, ReplyCount, ReplyTurn

__all__ = ["Reply", "ReplyCount", "ReplyTurn"]
