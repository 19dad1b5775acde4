"""The private PostgreSQL that Keliu starts for itself: its programs, its user, its roles."""

from keliu.config.cluster.server import Cluster, Urls
from keliu.config.cluster.temporary import temporary_cluster

__all__ = ["Cluster", "Urls", "temporary_cluster"]
