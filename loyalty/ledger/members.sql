-- Accounts are opened.

CREATE FUNCTION ledger.enrol(member ledger.key, at ledger.moment) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO loyalty_account (account_id, enrolled_at) VALUES (member, at)
        ON CONFLICT DO NOTHING
$$;
