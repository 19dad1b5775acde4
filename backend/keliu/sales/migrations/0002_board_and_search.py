"""What the board reads ready-made, and finding opportunities by words.

`shown` is the part of a board card that only the opportunity itself decides, as JSON text: writing it
once per change is far cheaper than for every look at the board. PostgreSQL keeps it, so it can not be
forgotten. Under row-level security only a definer may use the GIN index of words.
"""

from django.db import migrations

MOMENT = """
CREATE FUNCTION sales_moment(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;
"""
CARD = """
CREATE FUNCTION sales_card(
  id bigint, title text, amount_fen bigint, rating text, expected_on date, state text, reason text,
  stage_since timestamptz, closed_at timestamptz, created_at timestamptz, updated_at timestamptz,
  version integer
) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT '"id":"' || id || '","title":' || to_json(title) || ',"amount_fen":' || amount_fen
    || ',"rating":"' || rating || '","expected_on":'
    || coalesce('"' || to_char(expected_on, 'YYYY-MM-DD') || '"', 'null')
    || ',"state":"' || state || '","reason":' || to_json(reason)
    || ',"stage_since":"' || sales_moment(stage_since) || '","closed_at":'
    || coalesce('"' || sales_moment(closed_at) || '"', 'null')
    || ',"created_at":"' || sales_moment(created_at)
    || '","updated_at":"' || sales_moment(updated_at) || '","version":' || version || '}'
$$;
ALTER TABLE sales_opportunity ADD COLUMN shown text GENERATED ALWAYS AS (
  sales_card(id, title, amount_fen, rating, expected_on, state, reason, stage_since, closed_at,
             created_at, updated_at, version)
) STORED;
"""
SETTINGS = """LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 20
 SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan"""
MERCHANT = "nullif(current_setting('keliu.merchant_id', true), '')::bigint"
HITS = "text[], text, boolean, bigint, bigint[], integer"
SEARCH = f"""
CREATE FUNCTION sales_opportunity_search(asked text[]) RETURNS SETOF bigint {SETTINGS} AS $$
BEGIN
  RETURN QUERY SELECT o.id FROM public.sales_opportunity o
   WHERE o.merchant_id = {MERCHANT} AND o.search @> asked;
END $$;
CREATE FUNCTION sales_opportunity_hits(
  asked text[], query text, everyone boolean, staff bigint, departments bigint[], most integer)
RETURNS TABLE (id bigint, title text, stage text, customer text, rank integer) {SETTINGS} AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.title::text, s.name::text, c.name::text, found.rank
  FROM (
    SELECT o.id, o.title, o.stage_id, o.customer_id, o.updated_at,
      CASE WHEN starts_with(lower(o.title), query) THEN 0
           WHEN strpos(lower(o.title), query) > 0 THEN 1 ELSE 2 END AS rank
    FROM public.sales_opportunity o
    WHERE o.merchant_id = {MERCHANT} AND o.search @> asked AND o.deleted_at IS NULL
      AND (everyone OR o.owner_id = staff OR o.department_id = ANY (departments))
    ORDER BY rank, o.updated_at DESC, o.id DESC LIMIT least(most, 50)
  ) found
  JOIN public.sales_stage s ON s.merchant_id = {MERCHANT} AND s.id = found.stage_id
  JOIN public.customers_customer c ON c.merchant_id = {MERCHANT} AND c.id = found.customer_id
  ORDER BY found.rank, found.updated_at DESC, found.id DESC;
END $$;
REVOKE ALL ON FUNCTION sales_opportunity_search(text[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION sales_opportunity_hits({HITS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sales_opportunity_search(text[]) TO keliu_app;
GRANT EXECUTE ON FUNCTION sales_opportunity_hits({HITS}) TO keliu_app;
"""
BACK = f"""
DROP FUNCTION sales_opportunity_hits({HITS});
DROP FUNCTION sales_opportunity_search(text[]);
ALTER TABLE sales_opportunity DROP COLUMN shown;
DROP FUNCTION sales_card;
DROP FUNCTION sales_moment(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]

    operations = [migrations.RunSQL(MOMENT + CARD + SEARCH, BACK)]
