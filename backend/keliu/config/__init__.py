"""The composition root: settings, urls, wiring, subscriptions, command line and processes."""
