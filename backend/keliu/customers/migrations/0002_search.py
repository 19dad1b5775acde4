"""Search behind the fence, and consents that can only be added and closed."""

from django.db import migrations

# Row-level security hides the word index from the planner (its operators are not leakproof), so
# search runs as the owner and takes the merchant from the transaction's setting alone.
MERCHANT = "nullif(current_setting('keliu.merchant_id', true), '')::bigint"
SETTINGS = """LANGUAGE plpgsql STABLE SECURITY DEFINER
 SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan"""
SEARCH_ARGUMENTS = "text[], text[], text, boolean, bigint, bigint[], integer"
MATCHING_ARGUMENTS = "text[], text[]"
SEARCH = f"""
CREATE FUNCTION customers_search(
  words text[], phone_words text[], query text,
  everyone boolean, staff bigint, departments bigint[], most integer)
RETURNS TABLE (id bigint, name text, company text, phone_masked text, rank integer)
ROWS 20 {SETTINGS} AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.name::text, found.company::text, found.phone_masked::text, found.rank
  FROM (
    SELECT c.id, c.name, c.company, c.phone_masked, c.updated_at,
      CASE WHEN starts_with(lower(c.name), query) THEN 0
           WHEN strpos(lower(c.name), query) > 0 THEN 1
           WHEN c.search @> words THEN 2 ELSE 3 END AS rank
    FROM public.customers_customer c
    WHERE c.merchant_id = {MERCHANT}
      AND (c.search @> words OR c.search @> phone_words)
      AND c.deleted_at IS NULL
      AND (everyone OR c.owner_id = staff OR c.department_id = ANY (departments))
  ) found
  ORDER BY found.rank, found.updated_at DESC, found.id DESC
  LIMIT least(most, 50);
END $$;
CREATE FUNCTION customers_matching(words text[], phone_words text[])
RETURNS SETOF bigint ROWS 200 {SETTINGS} AS $$
BEGIN
  RETURN QUERY
  SELECT c.id FROM public.customers_customer c
  WHERE c.merchant_id = {MERCHANT} AND (c.search @> words OR c.search @> phone_words);
END $$;
REVOKE ALL ON FUNCTION customers_search({SEARCH_ARGUMENTS}) FROM PUBLIC;
REVOKE ALL ON FUNCTION customers_matching({MATCHING_ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_search({SEARCH_ARGUMENTS}) TO keliu_app;
GRANT EXECUTE ON FUNCTION customers_matching({MATCHING_ARGUMENTS}) TO keliu_app;
"""
DROP = f"""DROP FUNCTION customers_matching({MATCHING_ARGUMENTS});
DROP FUNCTION customers_search({SEARCH_ARGUMENTS});"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RunSQL(SEARCH, DROP),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON customers_consent FROM keliu_app;"
            "GRANT UPDATE (withdrawn_at) ON customers_consent TO keliu_app",
            "GRANT UPDATE, DELETE ON customers_consent TO keliu_app",
        ),
    ]
