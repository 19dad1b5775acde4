"""Interactions: the timeline of a customer, follow-ups (跟进) and plans (跟进计划) with reminders.

Words: interaction (one timeline row), follow-up (跟进), plan (计划), due (到期), reminder (提醒).
"""
