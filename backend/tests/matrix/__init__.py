"""The isolation matrix: every endpoint × every id slot × every kind of stranger.

Generated from the router, so a route nobody described fails the run. `world` makes one of
everything in two merchants, `samples` says how each endpoint is called rightly, `cells` derives all
the wrong ways and what must come of them, `runner` calls and judges.
"""
