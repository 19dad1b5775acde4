"""How the endpoints of comments, files, reminders, calendars, channels and to-dos are called."""

from tests.matrix.samples import Sample, _one, fixed

RULES = {"plan_minutes": 15, "opportunity_days": 3, "escalate_hours": 24, "silent_days": 30}

WORK = {
    "comment_list": _one("interaction"),
    "comment_create": _one(
        "interaction", body=fixed(text="说两句"), body_ids={"mention_ids[]": "staff"}
    ),
    "comment_delete": _one("comment", author="interaction.manage"),
    "attachment_upload": Sample(upload=True),
    "reminder_settings": Sample(),
    "reminder_settings_save": Sample(body=fixed(**RULES, version=0), actor="王总", owned=False),
    "calendar_get": Sample(),
    "calendar_renew": Sample(body=fixed()),
    "calendar_revoke": Sample(),
    "notify_channels": Sample(),
    "notify_channels_save": Sample(body=fixed(wanted={"reminder": {"email": False}})),
    "mail_set": Sample(body=fixed(email="li@example.com"), also=(409,)),
    "mail_confirm": Sample(body=fixed(code="000000"), also=(422,)),
    "mail_remove": Sample(),
    "todo": Sample(),
    "todo_part": Sample(words={"key": "plans_today"}),
}
