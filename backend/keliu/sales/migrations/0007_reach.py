"""Finding opportunities within every kind of reach."""

from importlib import import_module
from typing import Any

from django.db import migrations

before: Any = import_module("keliu.sales.migrations.0002_board_and_search")
ARGUMENTS = "text[], text, boolean, bigint[], bigint[], bigint[], integer"
SEARCH = f"""
DROP FUNCTION sales_opportunity_hits({before.HITS});
CREATE FUNCTION sales_opportunity_hits(
  asked text[], query text, everyone boolean, owners bigint[], departments bigint[],
  shared bigint[], most integer)
RETURNS TABLE (id bigint, title text, stage text, customer text, rank integer)
{before.SETTINGS} AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.title::text, s.name::text, c.name::text, found.rank
  FROM (
    SELECT o.id, o.title, o.stage_id, o.customer_id, o.updated_at,
      CASE WHEN starts_with(lower(o.title), query) THEN 0
           WHEN strpos(lower(o.title), query) > 0 THEN 1 ELSE 2 END AS rank
    FROM public.sales_opportunity o
    WHERE o.merchant_id = {before.MERCHANT} AND o.search @> asked AND o.deleted_at IS NULL
      AND (everyone OR o.owner_id = ANY (owners) OR o.department_id = ANY (departments)
           OR o.id = ANY (shared))
    ORDER BY rank, o.updated_at DESC, o.id DESC LIMIT least(most, 50)
  ) found
  JOIN public.sales_stage s ON s.merchant_id = {before.MERCHANT} AND s.id = found.stage_id
  JOIN public.customers_customer c ON c.merchant_id = {before.MERCHANT}
   AND c.id = found.customer_id
  ORDER BY found.rank, found.updated_at DESC, found.id DESC;
END $$;
REVOKE ALL ON FUNCTION sales_opportunity_hits({ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sales_opportunity_hits({ARGUMENTS}) TO keliu_app;
"""
FROM, TO = "CREATE FUNCTION sales_opportunity_hits", "REVOKE ALL"
FIRST = before.SEARCH[before.SEARCH.index(FROM) : before.SEARCH.index(TO)]
BACK = f"""DROP FUNCTION sales_opportunity_hits({ARGUMENTS});
{FIRST}
REVOKE ALL ON FUNCTION sales_opportunity_hits({before.HITS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sales_opportunity_hits({before.HITS}) TO keliu_app;"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0006_quotes_and_contracts")]

    operations = [migrations.RunSQL(SEARCH, BACK)]
