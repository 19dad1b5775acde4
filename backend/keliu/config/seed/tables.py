"""The tables that stories fill, flushed in the order of their links."""

from keliu.config.seed.load import Table

CUSTOMER = (
    "id bigint, name text, name_key text, kind text, gender text, company text, position text, "
    "phone_sealed bytea, phone_index bytea, phone_masked text, email_sealed bytea, "
    "email_masked text, address_sealed bytea, region text, birthday date, industry text, "
    "note text, level text, source text, source_code_id bigint, wechat_name text, avatar_url text, "
    "owner_id bigint, department_id bigint, owner_since timestamptz, "
    "last_followup_at timestamptz, next_followup_at timestamptz, last_visit_at timestamptz, "
    "visit_count int, deal_state text, score smallint, scored_at timestamptz, search text[], "
    "created_by bigint, version int, created_at timestamptz, updated_at timestamptz, "
    "custom jsonb, region_code text, pool_id bigint, pool_since timestamptz, match_key text"
)
INTERACTION = (
    "id bigint, customer_id bigint, kind text, at timestamptz, title text, text text, "
    "staff_id bigint, ref_kind text, ref_id bigint, data jsonb, version int, "
    "created_at timestamptz, updated_at timestamptz"
)
PLAN = (
    "id bigint, customer_id bigint, staff_id bigint, due_at timestamptz, text text, state text, "
    "reminded_at timestamptz, done_at timestamptz, cancelled_with_followup boolean, "
    "version int, "
    "created_at timestamptz, updated_at timestamptz"
)
OPPORTUNITY = (
    "id bigint, title text, customer_id bigint, owner_id bigint, department_id bigint, "
    "created_by_id bigint, rating text, amount_fen bigint, expected_on date, pipeline_id bigint, "
    "stage_id bigint, stage_since timestamptz, state text, reason text, closed_at timestamptz, "
    "note text, search text[], version int, created_at timestamptz, updated_at timestamptz"
)
STEP = (
    "id bigint, opportunity_id bigint, from_stage_id bigint, to_stage_id bigint, at timestamptz, "
    "by_id bigint, dwell_ms bigint"
)
CONSENT = (
    "id bigint, customer_id bigint, purpose text, text_version text, text_hash text, channel text, "
    "granted_at timestamptz"
)
SHARE = (
    "id bigint, parent_id bigint, path bigint[], depth smallint, sharer_id bigint, card_id bigint, "
    "code_id bigint, owner_id bigint, department_id bigint, object_kind text, object_id bigint, "
    "opens int, apart bigint, created_at timestamptz"
)
VISITOR = (
    "id bigint, customer_id bigint, card_id bigint, visit_id bigint, first_at timestamptz, "
    "first_code_id bigint, first_share_id bigint, last_at timestamptz, last_code_id bigint, "
    "last_share_id bigint"
)
VISIT = (
    "id bigint, customer_id bigint, card_id bigint, code_id bigint, share_id bigint, "
    "owner_id bigint, department_id bigint, started_at timestamptz, last_at timestamptz, "
    "times int, event_count int, dwell_ms bigint, share_count int, heat int, hot boolean, "
    "last_kind text, last_object_kind text, last_object_id bigint, last_times int, "
    "last_dwell_ms bigint, did bigint"
)
EVENT = (
    "id bigint, key bigint, visit_id bigint, customer_id bigint, card_id bigint, code_id bigint, "
    "kind text, object_kind text, object_id bigint, dwell_ms int, share_id bigint, at timestamptz, "
    "source text, device text"
)
INTEREST = (
    "id bigint, customer_id bigint, object_kind text, object_id bigint, views int, "
    "dwell_ms bigint, last_at timestamptz"
)
AUDIT = (
    "id bigint, at timestamptz, actor_id bigint, actor_name text, action text, object_kind text, "
    "object_id bigint, object_name text, ip text, changes jsonb"
)
NOTIFICATION = (
    "id bigint, staff_id bigint, kind text, title text, text text, link_kind text, link_id bigint, "
    "dedupe_key text, at timestamptz, read_at timestamptz"
)


OWNERSHIP = (
    "id bigint, customer_id bigint, owner_id bigint, since timestamptz, until timestamptz, "
    "by_id bigint"
)
OPENING = "id bigint, share_id bigint, customer_id bigint, at timestamptz"
COUNT = "id bigint, card_id bigint, day date, kind text, count int"


class Tables:
    """In the order in which rows may refer to one another."""

    def __init__(self) -> None:
        self.customers = Table("customers_customer", CUSTOMER)
        self.ownerships = Table("customers_ownership", OWNERSHIP)
        self.consents = Table("customers_consent", CONSENT)
        self.opportunities = Table("sales_opportunity", OPPORTUNITY)
        self.steps = Table("sales_stagechange", STEP)
        self.shares = Table("radar_share", SHARE)
        self.openings = Table("radar_shareopening", OPENING)
        self.visits = Table("radar_visit", VISIT)
        self.visitors = Table("radar_visitor", VISITOR)
        self.events = Table("radar_event", EVENT)
        self.interests = Table("radar_interest", INTEREST)
        self.anonymous = Table("radar_anonymouscount", COUNT)
        self.interactions = Table("interactions_interaction", INTERACTION)
        self.plans = Table("interactions_plan", PLAN)
        self.audit = Table("platform_audit", AUDIT)
        self.notifications = Table("platform_notification", NOTIFICATION)

    def flush(self) -> None:
        """Insert everything that waits."""
        for table in vars(self).values():
            table.flush()
