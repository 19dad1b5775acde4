"""What happened today, in figures that anybody can check.

A Figure (数字) is a count or sum of one local day with a drill-down (明细): an address of the API
whose rows make exactly this number for the same person. It keeps no tables of its own.
"""
