"""The law of plans: which state follows which."""

PENDING, DONE, CANCELLED = "pending", "done", "cancelled"
STEPS = {
    "done": (frozenset({PENDING}), DONE),
    "cancel": (frozenset({PENDING}), CANCELLED),
    "reopen": (frozenset({DONE, CANCELLED}), PENDING),
}


def next_state(state: str, step: str) -> str | None:
    """Where `step` leads from `state`, or None when it is not allowed."""
    allowed, following = STEPS[step]
    return following if state in allowed else None


def first_line(text: str, most: int = 200) -> str:
    """What a reminder quotes of a follow-up."""
    return text.strip().partition("\n")[0][:most]
