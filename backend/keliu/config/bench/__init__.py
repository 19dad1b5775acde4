"""`keliu bench`: the real servers on a seeded folder, driven over HTTP and sockets, in figures.

A Scenario (场景) is a stream of requests; it is measured beside pgbench running the same statements
in the same run, with the CPU time of web and database read from /proc.
"""

SCENARIOS = ("list", "filter", "search", "get", "create", "board", "board_all", "ingest", "live",
             "socket", "import", "callback", "order", "idle", "scoring", "feed", "portrait",
             "reports")  # fmt: skip
