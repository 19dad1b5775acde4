"""Ports → adapters: the only place where contexts meet the outside and one another's needs."""


def connect() -> None:
    """Fill every port. Called once when Django is ready."""
    _wechat()
    _cards()
    _sales()
    _people()
    _radar()


def _wechat() -> None:
    """Whoever asks who a WeChat user is, or for a mini-program code, asks the adapters."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.catalog.ports import Ports as Catalog
    from keliu.customers.ports import Ports as Customers
    from keliu.wechat import apps_of, codes, login

    Accounts.wechat = login.StaffWeChat()
    Customers.wechat = login.CustomerWeChat()
    Catalog.mini_code = codes.mini_code
    Catalog.mini_ready = apps_of.has_mini_program
    Catalog.wechat_appid = apps_of.official_appid


def _cards() -> None:
    """A scanned code leads to a card; a new shop starts with one."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.catalog import public as catalog
    from keliu.customers.ports import Ports as Customers

    Customers.code_target = catalog.code_target
    Accounts.first_card = catalog.first_card


def _sales() -> None:
    """A new merchant starts with a pipeline; boards are live; the search box finds deals."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.customers.ports import Ports as Customers
    from keliu.interactions.ports import Ports as Interactions
    from keliu.sales import public as sales

    Accounts.founded.append(sales.found_pipeline)
    Accounts.topics.append(sales.board_topics)
    Customers.searchables.append(sales.search)
    Interactions.opportunity_of = sales.opportunity_of


def _people() -> None:
    """Messages reach the in-app inbox; the privacy page counts notes; notes name opportunities."""
    from keliu.customers.ports import Ports as Customers
    from keliu.interactions import public as interactions
    from keliu.outreach.ports import Ports as Outreach
    from keliu.outreach.services import in_app

    Outreach.senders["in_app"] = in_app.send
    Customers.privacy_counts.append(interactions.privacy_counts)


def _radar() -> None:
    """Share ids are radar's; what it keeps about a person is counted, exported, taken back."""
    from keliu.catalog.ports import Ports as Catalog
    from keliu.customers.ports import Ports as Customers
    from keliu.radar import public as radar

    Catalog.known_share = radar.known_share
    Customers.privacy_counts.append(radar.counts)
    Customers.exporters.append(radar.export)
    Customers.deidentifiers.append(radar.deidentify)
