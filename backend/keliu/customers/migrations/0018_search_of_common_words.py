"""Search that a common word does not slow down: a few thousand matches are ranked, never more.

What more than ENOUGH customers have in common says little about which one is meant. Then names
that begin with the words are ranked with the matches among the customers that moved last.
"""

from importlib import import_module
from typing import Any

from django.db import migrations

first: Any = import_module("keliu.customers.migrations.0002_search")
before: Any = import_module("keliu.customers.migrations.0008_reach")
people: Any = import_module("keliu.customers.migrations.0010_search_of_people")
ENOUGH, NAMED, LAST, FEW, SOME = 2_000, 300, 6_000, 4, 32
ARGUMENTS = f"{before.ARGUMENTS}, text"
GIVEN = """words text[], phone_words text[], query text,
  everyone boolean, owners bigint[], departments bigint[], shared bigint[], most integer,
  key text DEFAULT ''"""  # the pinyin by which names are sorted
ANSWER = "TABLE (id bigint, name text, company text, phone_masked text, rank integer)"
COLUMNS = """c.id, c.name, c.company, c.phone_masked, c.name_key, c.search, c.owner_id,
  c.department_id, c.updated_at"""
ORDER = "ORDER BY r.rank, r.updated_at DESC, r.id DESC LIMIT least(most, 50)"
REACHED = """(everyone OR {0}.owner_id = ANY (owners) OR {0}.department_id = ANY (departments)
           OR {0}.id = ANY (shared))"""
RANK = """CASE WHEN lower({0}.name) = query THEN 0
           WHEN starts_with(lower({0}.name), query) THEN 1
           WHEN strpos(lower({0}.name), query) > 0 THEN 2
           WHEN starts_with(replace({0}.name_key, ' ', ''), query) THEN 3
           WHEN {0}.search @> words THEN 4 ELSE 6 END"""
LIVING = f"c.merchant_id = {first.MERCHANT} AND c.deleted_at IS NULL"
MATCHES = "(c.search @> words OR c.search @> phone_words)"
TABLE = "public.customers_customer c"
LATEST = "ORDER BY c.updated_at DESC, c.id DESC"

# How the last ones are found follows the reach, as the list does: an index for each.
COMMON = f"""
CREATE FUNCTION customers_search_common({GIVEN})
RETURNS {ANSWER}
ROWS 20 {first.SETTINGS} SET enable_bitmapscan = off SET enable_seqscan = off AS $$
DECLARE
  narrow CONSTANT boolean := NOT everyone
    AND cardinality(departments) <= {FEW} AND cardinality(owners) <= {SOME};
BEGIN
  RETURN QUERY
  SELECT r.id, r.name::text, r.company::text, r.phone_masked::text, r.rank
  FROM (
    SELECT DISTINCT ON (c.id) c.id, c.name, c.company, c.phone_masked, c.updated_at,
      {RANK.format("c")} AS rank
    FROM (
      (SELECT {COLUMNS} FROM {TABLE}
       WHERE {LIVING} AND key <> '' AND c.name_key >= key AND c.name_key < key || '~'
       ORDER BY c.name_key LIMIT {NAMED})
      UNION ALL
      (SELECT l.* FROM (SELECT {COLUMNS} FROM {TABLE}
        WHERE {LIVING} AND NOT narrow {LATEST} LIMIT {LAST}) l)
      UNION ALL
      (SELECT l.* FROM unnest(departments) AS one(id) CROSS JOIN LATERAL (
        SELECT {COLUMNS} FROM {TABLE} WHERE {LIVING} AND narrow AND c.department_id = one.id
        {LATEST} LIMIT {LAST // FEW}) l)
      UNION ALL
      (SELECT l.* FROM unnest(owners) AS one(id) CROSS JOIN LATERAL (
        SELECT {COLUMNS} FROM {TABLE} WHERE {LIVING} AND narrow AND c.owner_id = one.id
        {LATEST} LIMIT {LAST} / greatest(cardinality(owners), 2)) l)
      UNION ALL
      (SELECT {COLUMNS} FROM {TABLE} WHERE {LIVING} AND c.id = ANY (shared))
    ) c
    WHERE {MATCHES} AND {REACHED.format("c")}
  ) r
  {ORDER};
END $$;
"""  # noqa: S608  columns and numbers of ours
SEARCH = f"""
DROP FUNCTION customers_search({before.ARGUMENTS});
CREATE FUNCTION customers_search({GIVEN})
RETURNS {ANSWER}
ROWS 20 {first.SETTINGS} SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
  many boolean;
BEGIN
  FOR id, name, company, phone_masked, rank, many IN
    WITH hit AS MATERIALIZED (
      SELECT {COLUMNS} FROM {TABLE} WHERE {LIVING} AND {MATCHES} LIMIT {ENOUGH} + 1)
    SELECT r.id, r.name, r.company, r.phone_masked, r.rank, n.many
    FROM (SELECT count(*) > {ENOUGH} AS many FROM hit) n
    LEFT JOIN LATERAL (
      SELECT h.id, h.name, h.company, h.phone_masked, h.updated_at, {RANK.format("h")} AS rank
      FROM hit h WHERE NOT n.many AND {REACHED.format("h")}) r ON true
    {ORDER}
  LOOP
    EXIT WHEN many;
    CONTINUE WHEN id IS NULL;
    RETURN NEXT;
  END LOOP;
  IF many THEN
    RETURN QUERY SELECT * FROM public.customers_search_common(
      words, phone_words, query, everyone, owners, departments, shared, most, key);
  END IF;
END $$;
"""  # noqa: S608  columns and numbers of ours
RIGHTS = f"""
REVOKE ALL ON FUNCTION customers_search({ARGUMENTS}) FROM PUBLIC;
REVOKE ALL ON FUNCTION customers_search_common({ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_search({ARGUMENTS}) TO keliu_app;
GRANT EXECUTE ON FUNCTION customers_search_common({ARGUMENTS}) TO keliu_app;
"""
BACK = f"""DROP FUNCTION customers_search({ARGUMENTS});
DROP FUNCTION customers_search_common({ARGUMENTS});
{people.CUSTOMERS.replace("CREATE OR REPLACE", "CREATE")}
REVOKE ALL ON FUNCTION customers_search({before.ARGUMENTS}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION customers_search({before.ARGUMENTS}) TO keliu_app;"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0017_no_doubled_indexes")]

    operations = [migrations.RunSQL(COMMON + SEARCH + RIGHTS, BACK)]
