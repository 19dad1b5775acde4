"""How the live feed, its alerts and the list of looks are used rightly."""

from tests.matrix.samples import BOSS, Sample, fixed

SEEN = {"staff": "staff", "customer": "customer"}

FEED = {
    "radar_people": Sample(query_ids=SEEN),
    "radar_deeds": Sample(query_ids={"staff": "staff"}),
    "radar_now": Sample(),
    "radar_unseen": Sample(),
    "radar_seen": Sample(),
    "radar_alerts": Sample(),
    "radar_alerts_save": Sample(
        body=fixed(version=0, rules=[{"rule": "back", "on": True, "numbers": {"days": 60}}]),
        **BOSS,
    ),
    "radar_alerts_choose": Sample(body=fixed(wanted={"first": False})),
    "radar_trail_views": Sample(query_ids=SEEN, **BOSS),
}
