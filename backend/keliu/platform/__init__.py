"""The ground every context stands on: merchants, the two fences, outbox, audit, files, realtime.

Merchant (商户) is one shop or company; everything else belongs to exactly one of them.
"""
