"""The composition root: settings, urls, wiring, subscriptions, the command line and the processes."""
