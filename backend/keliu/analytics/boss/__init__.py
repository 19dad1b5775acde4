"""The boss radar (BOSS 雷达): who works how, where customers get lost, what looks odd.

A Measure (指标) counts records of one person; every number has its rows, asked by the same
question.
An Axis (维度) scores measures from 0 to 100. A Hint (异常提示) is a pattern with evidence.
"""
