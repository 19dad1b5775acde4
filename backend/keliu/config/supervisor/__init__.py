"""`keliu serve`: start the database, web, gateway, worker and box of one data folder; keep them up.

Words: a *service* is a process we keep running, its *setting* is the environment it gets, the
*house* is one data folder with everything that runs on it.
"""
