"""Finding leads by words and by pieces of a phone number, as customers are found."""

from django.db import migrations

# Under row-level security only a definer may use the GIN index of words.
MERCHANT = "nullif(current_setting('keliu.merchant_id', true), '')::bigint"
SEARCH = f"""
CREATE FUNCTION sales_lead_matching(words text[], phone_words text[])
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100
 SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT l.id FROM public.sales_lead l
   WHERE l.merchant_id = {MERCHANT} AND (l.search @> words OR l.search @> phone_words);
END $$;
REVOKE ALL ON FUNCTION sales_lead_matching(text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sales_lead_matching(text[], text[]) TO keliu_app;
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_leads")]

    operations = [
        migrations.RunSQL(SEARCH, "DROP FUNCTION sales_lead_matching(text[], text[])"),
    ]
