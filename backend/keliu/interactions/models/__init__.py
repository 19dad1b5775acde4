"""The timeline, the plans, and what is set about reminders. Reach follows the subject's owner."""

from keliu.interactions.models.calendars import CalendarFeed
from keliu.interactions.models.phrases import Phrase
from keliu.interactions.models.plans import Plan, ReminderRules
from keliu.interactions.models.timeline import Comment, Interaction

__all__ = ["CalendarFeed", "Comment", "Interaction", "Phrase", "Plan", "ReminderRules"]
