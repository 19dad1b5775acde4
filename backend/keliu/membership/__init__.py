"""What a merchant keeps for its members: level, points, stored value, check-ins.

Ledgers are only added to; each entry says the balance after it.
"""
