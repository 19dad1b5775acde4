"""What plans of long lists need to know: how customers spread over departments and owners.

Lists of wide reaches write `department_id + 0`, so that no index of departments is taken; without
statistics of the expression PostgreSQL expects half a per cent where there may be all. And texts
that hardly anybody has are found by the word index instead of reading everybody.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

first: Any = import_module("keliu.customers.migrations.0002_search")
SPREAD = """
CREATE STATISTICS customer_in_department ON (department_id + 0) FROM customers_customer;
CREATE STATISTICS customer_by_owner ON (owner_id + 0) FROM customers_customer;
"""
EVEN = "DROP STATISTICS customer_in_department; DROP STATISTICS customer_by_owner;"
WITH = f"""
CREATE FUNCTION customers_with(words text[], most integer) RETURNS bigint[]
{first.SETTINGS} SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
  found CONSTANT bigint[] := ARRAY(
    SELECT c.id FROM public.customers_customer c
    WHERE c.merchant_id = {first.MERCHANT} AND c.search @> words LIMIT most + 1);
BEGIN
  RETURN CASE WHEN cardinality(found) <= most THEN found END;
END $$;
REVOKE ALL ON FUNCTION customers_with(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_with(text[], integer) TO keliu_app;
"""  # noqa: S608  an expression of ours


class Migration(migrations.Migration):
    dependencies = [("customers", "0019_index_of_industry")]

    operations = [
        migrations.RunSQL(SPREAD, EVEN),
        migrations.RunSQL(WITH, "DROP FUNCTION customers_with(text[], integer);"),
    ]
