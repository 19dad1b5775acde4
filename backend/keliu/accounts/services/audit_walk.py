"""Walking the audit log's chain in the background."""

from keliu.platform import audit_chain, jobs


@jobs.job
def audit_walk() -> None:
    """Walk the current merchant's chain and note what was found."""
    audit_chain.check()
