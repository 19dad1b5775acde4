"""What happened to orders."""

from keliu.platform.outbox import Event


class OrderPlaced(Event, frozen=True):
    order_id: int


class OrderPaid(Event, frozen=True):
    order_id: int


class OrderShipped(Event, frozen=True):
    order_id: int


class OrderDone(Event, frozen=True):
    order_id: int


class OrderClosed(Event, frozen=True):
    order_id: int


class OrderRefunded(Event, frozen=True):
    """Money went back; `refund_id` tells one refund of an order from another."""

    order_id: int
    fen: int
    refund_id: int | None = None
