"""Exact names first, contacts found like customers, and consents that go along in a merge."""

from importlib import import_module
from typing import Any

from django.db import migrations

first: Any = import_module("keliu.customers.migrations.0002_search")
before: Any = import_module("keliu.customers.migrations.0008_reach")
ARGUMENTS = before.ARGUMENTS
CUSTOMERS = f"""
CREATE OR REPLACE FUNCTION customers_search(
  words text[], phone_words text[], query text,
  everyone boolean, owners bigint[], departments bigint[], shared bigint[], most integer)
RETURNS TABLE (id bigint, name text, company text, phone_masked text, rank integer)
ROWS 20 {first.SETTINGS} AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.name::text, found.company::text, found.phone_masked::text, found.rank
  FROM (
    SELECT c.id, c.name, c.company, c.phone_masked, c.updated_at,
      CASE WHEN lower(c.name) = query THEN 0
           WHEN starts_with(lower(c.name), query) THEN 1
           WHEN strpos(lower(c.name), query) > 0 THEN 2
           WHEN starts_with(replace(c.name_key, ' ', ''), query) THEN 3
           WHEN c.search @> words THEN 4 ELSE 6 END AS rank
    FROM public.customers_customer c
    WHERE c.merchant_id = {first.MERCHANT}
      AND (c.search @> words OR c.search @> phone_words)
      AND c.deleted_at IS NULL
      AND (everyone OR c.owner_id = ANY (owners) OR c.department_id = ANY (departments)
           OR c.id = ANY (shared))
  ) found
  ORDER BY found.rank, found.updated_at DESC, found.id DESC
  LIMIT least(most, 50);
END $$;
"""
CONTACTS = f"""
CREATE FUNCTION customers_contact_search(
  words text[], phone_words text[], query text,
  everyone boolean, owners bigint[], departments bigint[], shared bigint[], most integer)
RETURNS TABLE (id bigint, name text, job text, phone_masked text, customer_id bigint,
  customer text, rank integer)
ROWS 20 {first.SETTINGS} AS $$
BEGIN
  RETURN QUERY
  SELECT found.id, found.name::text, found.job::text, found.phone_masked::text,
    found.customer_id, found.customer::text, found.rank
  FROM (
    SELECT k.id, k.name, k.position AS job, k.phone_masked, k.customer_id, c.name AS customer,
      k.updated_at,
      CASE WHEN lower(k.name) = query THEN 0
           WHEN starts_with(lower(k.name), query) THEN 1
           WHEN strpos(lower(k.name), query) > 0 THEN 2
           WHEN k.search @> words THEN 4 ELSE 6 END AS rank
    FROM public.customers_contact k
    JOIN public.customers_customer c ON c.merchant_id = k.merchant_id AND c.id = k.customer_id
    WHERE k.merchant_id = {first.MERCHANT}
      AND (k.search @> words OR k.search @> phone_words)
      AND k.deleted_at IS NULL AND c.deleted_at IS NULL
      AND (everyone OR c.owner_id = ANY (owners) OR c.department_id = ANY (departments)
           OR c.id = ANY (shared))
  ) found
  ORDER BY found.rank, found.updated_at DESC, found.id DESC
  LIMIT least(most, 50);
END $$;
REVOKE ALL ON FUNCTION customers_contact_search({ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_contact_search({ARGUMENTS}) TO keliu_app;
"""
BACK = f"DROP FUNCTION customers_contact_search({ARGUMENTS});"
OLD = before.SEARCH[before.SEARCH.index("CREATE FUNCTION") : before.SEARCH.index("REVOKE ALL")]


class Migration(migrations.Migration):
    dependencies = [("customers", "0009_people_more")]

    operations = [
        migrations.RunSQL(CUSTOMERS, OLD.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
        migrations.RunSQL(CONTACTS, BACK),
        migrations.RunSQL(
            "GRANT UPDATE (customer_id) ON customers_consent TO keliu_app",
            "REVOKE UPDATE (customer_id) ON customers_consent FROM keliu_app",
        ),
    ]
