"""Ports → adapters: the only place where contexts meet the outside and one another's needs."""


def connect() -> None:
    """Fill every port. Called once when Django is ready."""
    from keliu.config import wiring_trade

    _wechat()
    _cards()
    _sales()
    _leads()
    _people()
    _customer_messages()
    _pushes()
    _pay()
    _replies()
    _followers()
    _todo()
    _radar()
    _operations()
    _merging()
    _pools()
    _kinds()
    _goods()
    wiring_trade.connect()


def _wechat() -> None:
    """Whoever asks who a WeChat user is, or for a mini-program code, asks the adapters."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.catalog.ports import Ports as Catalog
    from keliu.customers.ports import Ports as Customers
    from keliu.wechat import apps_of, codes, login
    from keliu.wechat.services import content_checks

    Catalog.content_check = content_checks.check
    Accounts.wechat = login.StaffWeChat()
    Customers.wechat = login.CustomerWeChat()
    Catalog.mini_code = codes.mini_code
    Catalog.mini_ready = apps_of.has_mini_program
    Catalog.wechat_appid = apps_of.official_appid
    Catalog.chat_appid = apps_of.chat_appid


def _cards() -> None:
    """A scanned code leads to a card; a new shop starts with one; paper ones can be read."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.catalog import public as catalog
    from keliu.catalog.services import held_cards, holder
    from keliu.customers.ports import Ports as Customers
    from keliu.platform import ocr

    Customers.card_reader = ocr.read_lines if ocr.installed() else None
    Customers.code_target = catalog.code_target
    Accounts.first_card = catalog.first_card
    Customers.privacy_counts.append(holder.privacy_counts)
    Customers.exporters.append(holder.export)
    Customers.deidentifiers.append(holder.deidentify)
    Customers.parts += held_cards.PARTS


def _sales() -> None:
    """A new merchant starts with a pipeline; boards are live; the search box finds deals."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.customers.ports import Ports as Customers
    from keliu.interactions.ports import Ports as Interactions
    from keliu.platform import undo
    from keliu.sales import public as sales

    Accounts.founded.append(sales.found_pipeline)
    Accounts.topics.append(sales.board_topics)
    Customers.searchables.append(sales.search)
    Interactions.opportunity_of = sales.opportunity_of
    Customers.removed.append(sales.customer_removed)
    Customers.restored.append(sales.customer_restored)
    Customers.beside.append(sales.of_customers)
    Customers.assigned.append(sales.customer_assigned)
    undo.AFTER[sales.Opportunity] = sales.retally


def _leads() -> None:
    """Notes and plans may be about leads; the search box finds them."""
    from keliu.customers.ports import Ports as Customers
    from keliu.interactions.ports import Ports as Interactions
    from keliu.sales import public as sales

    Customers.searchables.append(sales.search_leads)
    Interactions.leads = sales.leads_within
    Interactions.leads_named = sales.leads_named
    Interactions.lead_hold = sales.lead_hold
    Interactions.lead_touched = sales.lead_touched


def _people() -> None:
    """Messages reach the in-app inbox; the privacy page counts notes; notes name opportunities."""
    from django.conf import settings

    from keliu.customers.ports import Ports as Customers
    from keliu.interactions import public as interactions
    from keliu.outreach.ports import Ports as Outreach
    from keliu.outreach.services import in_app, mail
    from keliu.outreach.services import wechat as notices
    from keliu.wechat.notices import StaffNotices, ready

    Outreach.senders["in_app"] = in_app.send
    if settings.SMTP_URL:
        Outreach.senders["email"] = mail.send
    if ready():
        Outreach.wechat = StaffNotices()
        Outreach.senders["wechat"] = notices.send
    Customers.privacy_counts.append(interactions.privacy_counts)


def _customer_messages() -> None:
    """Ways to customers; what 退订 does; messages go along when customers become one."""
    from keliu.conversations.ports import Ports as Conversations
    from keliu.customers.ports import Ports as Customers
    from keliu.outreach.ports import Ports as Outreach
    from keliu.outreach.services.people import merged
    from keliu.wechat.sending import custom, templates
    from keliu.wechat.services import said

    Outreach.people["custom"] = custom.Custom()
    Outreach.people["template"] = templates.Template()
    Outreach.many["template"] = templates.many
    Outreach.people["subscribe"] = templates.Subscribe()
    Conversations.reserved["stop"] = said.stop
    Conversations.reserved["start"] = said.start
    Customers.parts.append(merged.PART)


def _pushes() -> None:
    """What a push from WeChat brings about, in this order; what goes when somebody leaves."""
    from keliu.customers.ports import Ports as Customers
    from keliu.customers.ports import rows_part
    from keliu.interactions.ports import Ports as Interactions
    from keliu.outreach import public as outreach
    from keliu.wechat.models import Follower
    from keliu.wechat.services import (
        content_checks,
        erasure,
        followers,
        heard,
        menu_taps,
        owners,
        said,
    )
    from keliu.wechat.services.push_effects import EFFECTS

    EFFECTS.extend([followers.noted, said.effect, heard.scanned, heard.noted, owners.noted])
    EFFECTS.extend([menu_taps.effect, content_checks.effect])
    erasure.PARTS.append(lambda gone: outreach.forget(gone.account.pk, gone.openid))
    Interactions.words[erasure.REF] = heard.words
    Customers.privacy_counts.append(heard.counts)
    Customers.exporters.append(heard.export)
    Customers.parts.append(rows_part("followers", "微信粉丝", "WeChat followers", Follower))


def _pay() -> None:
    """Orders are paid through WeChat Pay; what it tells settles them, and opens a talk."""
    from keliu.orders.ports import Ports as Orders
    from keliu.wechat.ports import Ports as WeChat
    from keliu.wechat.services import pay_allowance, trade_pay

    Orders.pay = trade_pay.TradePay()
    WeChat.pay_notices.extend([pay_allowance.paid, trade_pay.noticed])


def _followers() -> None:
    """Followers are fetched, and WeChat's tags filled, in the background."""
    from keliu.wechat.services import fan_tags, follower_sync

    for runner in (follower_sync, fan_tags):
        runner.register()


def _replies() -> None:
    """Replies speak through WeChat: its accounts, its codes, its library; they answer last."""
    from keliu.conversations import public as conversations
    from keliu.conversations.ports import Ports as Conversations
    from keliu.wechat.selectors import scene_codes as codes
    from keliu.wechat.services import answering, erasure, media, scene_codes
    from keliu.wechat.services.push_effects import EFFECTS

    Conversations.accounts = codes.account_names
    Conversations.scenes = codes.scene_names
    Conversations.prepare = media.prepare
    Conversations.troubles = media.troubles
    EFFECTS.extend([scene_codes.effect, answering.effect])
    erasure.PARTS.append(lambda gone: conversations.forget(gone.account.pk, gone.openid))


def _todo() -> None:
    """The parts of the to-do list in the order people see them; deals have days to remind of."""
    from keliu.analytics import todo, todo_more
    from keliu.analytics.ports import Ports as Analytics
    from keliu.interactions.ports import Ports as Interactions
    from keliu.sales import public as sales

    Analytics.todo.extend([todo.CONTACTS, todo.PLANS_TODAY, todo.PLANS_OVERDUE, *todo_more.LEADS])
    Analytics.todo.extend([todo_more.FALLING, todo.DEALS, todo_more.QUOTES, todo_more.PAYMENTS])
    Analytics.todo.extend([todo.BIRTHDAYS, todo.SILENT, todo.WARM, todo_more.DUPLICATES])
    Interactions.expected = sales.expected
    Interactions.dated.append(sales.dated)


def _radar() -> None:
    """Share ids are radar's; what it keeps about a person is counted, exported, taken back."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.analytics.chances import services as chances
    from keliu.catalog.ports import Ports as Catalog
    from keliu.customers.ports import Ports as Customers
    from keliu.orders import public as orders
    from keliu.radar import public as radar
    from keliu.radar.ports import Ports as Radar
    from keliu.radar.services import pulse

    Accounts.topics.append(pulse.topics)
    Radar.unpaid = orders.unpaid_since
    Catalog.known_share = radar.known_share
    Customers.privacy_counts.append(radar.counts)
    Customers.exporters.append(radar.export)
    Customers.deidentifiers.append(radar.deidentify)
    Customers.unprofiled += [radar.forget_interests, chances.forget]
    Customers.parts.append(chances.PART)


def _merging() -> None:
    """When customers become one, everything that hangs on them goes along, in this order."""
    from keliu.customers.ports import CustomerPart
    from keliu.customers.ports import Ports as Customers
    from keliu.interactions.services import merged as talks
    from keliu.radar.services import merged as trails
    from keliu.sales.services import merged as business
    from keliu.tags import public as tags

    hung = CustomerPart(
        "tags",
        "标签",
        "Tags",
        count=lambda ids: tags.count("customer", ids),
        move=lambda keep, gone, journal: tags.move("customer", keep, gone, journal),
    )
    Customers.parts += [trails.PART, *talks.PARTS, *business.PARTS, hung]


def _goods() -> None:
    """What was bought together stands together; what runs out is a thing to do."""
    from keliu.analytics import todo_goods
    from keliu.analytics.ports import Ports as Analytics
    from keliu.catalog.models import Product, Sku
    from keliu.catalog.ports import Ports as Catalog
    from keliu.catalog.services import sheets
    from keliu.orders.selectors.bought_with import bought_with
    from keliu.platform import undo

    Catalog.also_bought = bought_with
    undo.AFTER[Sku] = sheets.sku_undone
    undo.AFTER[Product] = sheets.product_undone
    Analytics.todo.append(todo_goods.LOW_STOCK)


def _operations() -> None:
    """Work in the background acts as the person who started it."""
    from keliu.accounts.services.acting import actor_of
    from keliu.platform import operations

    operations.Ports.actor_of = actor_of


def _kinds() -> None:
    """The kinds of records that have fields, filters, views and bulk work, as people see them."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.accounts.ports import SharedKind
    from keliu.accounts.rules import SHARE_KINDS
    from keliu.catalog.kind import KIND as PRODUCT
    from keliu.customers.kind import KIND as CUSTOMER
    from keliu.kinds import public as kinds
    from keliu.kinds.ports import Ports as Kinds
    from keliu.kinds.selectors.labels import labels
    from keliu.kinds.services import bulk, exporting, importing
    from keliu.radar import public as radar
    from keliu.sales.kind import KIND as OPPORTUNITY
    from keliu.sales.lead_kind import KIND as LEAD
    from keliu.tags import public as tags
    from keliu.tags.services import bulk as tag_bulk

    for kind in (CUSTOMER, LEAD, OPPORTUNITY, PRODUCT):
        Kinds.kinds[kind.name] = radar.watched(tags.tagged(kind))
        if kind.name in SHARE_KINDS:
            shared = SharedKind(kind.zh, kind.en, kind.model, kind.name_column)
            Accounts.kinds[kind.name] = shared
    Accounts.field_labels = labels
    Accounts.furnished.append(kinds.preset_apply)
    _presets()
    for runner in (bulk, importing, exporting, tag_bulk):
        runner.register()


def _presets() -> None:
    """What the templates of trades are made of, in the order it is added."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.customers.services.pools import presets as pools
    from keliu.interactions.services import phrases
    from keliu.kinds.ports import Ports as Kinds
    from keliu.kinds.presets import brings
    from keliu.kinds.services import presets as fields
    from keliu.kinds.services import types
    from keliu.sales.services import presets as sales
    from keliu.tags.services import presets as tags

    Kinds.preset_parts += [fields.FIELDS, types.TYPES, fields.SOURCES, tags.PART, *sales.PARTS]
    Kinds.preset_parts += [phrases.PART, pools.PART]
    Accounts.trade_brings = brings


def _pools() -> None:
    """A new merchant starts with a pool; a leaver hands over what every context keeps for them."""
    from keliu.accounts.ports import Ports as Accounts
    from keliu.config import handover
    from keliu.customers import public as customers
    from keliu.customers.ports import Ports as Customers
    from keliu.customers.services.handover import run

    Accounts.founded.append(customers.found_pool)
    Customers.handover_parts.extend(handover.parts())
    run.register()
