"""Search within every kind of reach: several owners, departments, and records shared with me."""

from importlib import import_module
from typing import Any

from django.db import migrations

before: Any = import_module("keliu.customers.migrations.0002_search")
ARGUMENTS = "text[], text[], text, boolean, bigint[], bigint[], bigint[], integer"
SEARCH = f"""
DROP FUNCTION customers_search({before.SEARCH_ARGUMENTS});
CREATE FUNCTION customers_search(
  words text[], phone_words text[], query text,
  everyone boolean, owners bigint[], departments bigint[], shared bigint[], most integer)
RETURNS TABLE (id bigint, name text, company text, phone_masked text, rank integer)
ROWS 20 {before.SETTINGS} AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.name::text, found.company::text, found.phone_masked::text, found.rank
  FROM (
    SELECT c.id, c.name, c.company, c.phone_masked, c.updated_at,
      CASE WHEN starts_with(lower(c.name), query) THEN 0
           WHEN strpos(lower(c.name), query) > 0 THEN 1
           WHEN c.search @> words THEN 2 ELSE 3 END AS rank
    FROM public.customers_customer c
    WHERE c.merchant_id = {before.MERCHANT}
      AND (c.search @> words OR c.search @> phone_words)
      AND c.deleted_at IS NULL
      AND (everyone OR c.owner_id = ANY (owners) OR c.department_id = ANY (departments)
           OR c.id = ANY (shared))
  ) found
  ORDER BY found.rank, found.updated_at DESC, found.id DESC
  LIMIT least(most, 50);
END $$;
REVOKE ALL ON FUNCTION customers_search({ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_search({ARGUMENTS}) TO keliu_app;
"""
FIRST = before.SEARCH[: before.SEARCH.index("CREATE FUNCTION customers_matching")]
BACK = f"""DROP FUNCTION customers_search({ARGUMENTS});
{FIRST}
REVOKE ALL ON FUNCTION customers_search({before.SEARCH_ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_search({before.SEARCH_ARGUMENTS}) TO keliu_app;"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_owner_or_pool")]

    operations = [migrations.RunSQL(SEARCH, BACK)]
