"""Ports → adapters of trade: orders, members, bookings, the shop front."""


def connect() -> None:
    """Fill the ports that trade fills, in the order people see the parts."""
    _orders()
    _members()
    _sources()
    _told()
    _bookings()
    _shopfront()
    _hooks()


def _orders() -> None:
    """Orders are found, counted, taken along, merged; what waits is a thing to do."""
    from keliu.analytics import todo_orders
    from keliu.analytics.ports import Ports as Analytics
    from keliu.customers.ports import Ports as Customers
    from keliu.orders.services import people

    Customers.searchables.append(people.search)
    Customers.privacy_counts.append(people.privacy_counts)
    Customers.exporters.append(people.export)
    Customers.parts.append(people.PART)
    Analytics.todo.extend(todo_orders.PARTS)


def _members() -> None:
    """Members pay less, with points, from stored value; their cards go where customers go."""
    from keliu.customers.ports import Ports as Customers
    from keliu.membership import public as membership
    from keliu.orders.ports import Ports as Orders

    Orders.member_prices = membership.member_prices
    Orders.offers.append(membership.POINTS)
    Orders.balance = membership.BALANCE
    Orders.kinds["topup"] = membership.TOP_UP
    Customers.parts.append(membership.PART)
    Customers.privacy_counts.append(membership.privacy_counts)
    Customers.exporters.append(membership.export)
    Customers.searchables.append(membership.search)


def _sources() -> None:
    """Orders know what brought them; customers know what they bought."""
    from dataclasses import asdict

    from keliu.orders.ports import Ports as Orders
    from keliu.orders.ports import Source
    from keliu.orders.services import bought
    from keliu.radar import public as radar

    Orders.source = lambda customer_id, given: Source(**asdict(radar.source_of(customer_id, given)))
    Orders.changed.append(bought.note)


def _told() -> None:
    """Customers hear of their orders by WeChat, and may ask for them in the chat."""
    from keliu.conversations.ports import Ports as Conversations
    from keliu.conversations.public import Answer
    from keliu.orders import public as orders
    from keliu.outreach.ports import Ports as Outreach
    from keliu.wechat.services import customer_notices

    Outreach.notify = customer_notices.notify
    Conversations.asked["orders"] = lambda inbound: [
        Answer("text", {"text": orders.status_said(inbound.customer_id)})
    ]


def _bookings() -> None:
    """Deposits are orders; customers hear through outreach; colleagues see theirs in calendars."""
    from keliu.analytics import todo_bookings
    from keliu.analytics.ports import Ports as Analytics
    from keliu.bookings import public as bookings
    from keliu.bookings.services import by_orders, by_outreach, merged
    from keliu.customers.ports import Ports as Customers
    from keliu.interactions.ports import Ports as Interactions
    from keliu.orders.ports import OrderKind
    from keliu.orders.ports import Ports as Orders

    bookings.Ports.deposits = by_orders.DepositOrders()
    bookings.Ports.tell_customer = by_outreach.tell
    Orders.kinds["deposit"] = OrderKind(
        paid=bookings.deposit_paid,
        closed=bookings.deposit_closed,
        refunded=bookings.deposit_refunded,
    )
    Customers.privacy_counts.append(bookings.privacy_counts)
    Customers.exporters.append(bookings.export)
    Customers.assigned.append(bookings.customer_assigned)
    Customers.searchables.append(bookings.search)
    Customers.parts += merged.PARTS
    Interactions.timed.append(bookings.timed)
    Analytics.todo.extend(todo_bookings.PARTS)


def _shopfront() -> None:
    """Fronts and Moments are looked at like cards before strangers see them; radar names them."""
    from keliu.bookings import public as bookings
    from keliu.catalog.ports import Ports as Catalog
    from keliu.catalog.ports import Reviewed
    from keliu.radar.ports import Ports as Radar
    from keliu.sales.selectors import lead_forms, quotes
    from keliu.shopfront.selectors.moments import named
    from keliu.shopfront.services import fronts, moments

    Catalog.reviewed["shop"] = Reviewed(fronts.version_of, fronts.judged)
    Radar.names["moment"] = named
    Radar.names["service"] = bookings.service_names
    Radar.names["file"] = quotes.file_names
    Radar.names["form"] = lead_forms.titles
    Catalog.reviewed["moment"] = Reviewed(moments.version_of, moments.judged)


def _hooks() -> None:
    """What other systems hear of records, and what is forgotten with a withdrawal."""
    from keliu.config import hooked
    from keliu.customers.ports import Ports as Customers
    from keliu.hooks import public as hooks

    hooks.Ports.records.update(hooked.RECORDS)
    hooks.Ports.sealed.update(hooked.SEALED)
    Customers.deidentifiers.append(lambda customer_id, _: hooks.forget_customer(customer_id))
