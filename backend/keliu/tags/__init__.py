"""Tags (标签) in groups, the rules that set them by themselves, and segments (人群).

A tag hangs on records of any kind; rules and segments speak the filter language of kinds.
"""
