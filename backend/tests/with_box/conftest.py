"""A running box."""

from keliu.box.tests.conftest import listening, product, running

__all__ = ["listening", "product", "running"]
