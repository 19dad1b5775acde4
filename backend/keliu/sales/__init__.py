"""Opportunities on their way through a pipeline, from first talk to won or lost.

A Pipeline (销售流程) has Stages (阶段) with a winning rate; an Opportunity (商机) stands in one of
them and is open, won (赢单) or lost (输单); a StageChange (阶段变更) remembers each step and how
long it took; the Tally (合计) keeps the sums that the board shows.
"""
