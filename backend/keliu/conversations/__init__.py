"""What is said between people and the merchant, and what answers by itself.

A Reply (自动回复) says something when a person follows, taps a menu, or writes a word it knows.
"""
