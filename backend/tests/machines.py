"""How long state machines run: 10⁴ steps in all in `make test`, 10⁵ each in `make prove`."""

import os

from hypothesis import HealthCheck, settings

LONG = "KELIU_MACHINE_STEPS"


def machine_settings(*, steps: int, length: int = 40) -> settings:
    """Settings for about `steps` steps in runs of `length`; the environment may ask for more."""
    wanted = int(os.environ.get(LONG, steps))
    return settings(
        max_examples=max(1, wanted // length),
        stateful_step_count=length,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
