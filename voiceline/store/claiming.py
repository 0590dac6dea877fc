"""The statements that claim: one conditional UPDATE each, run by a ``Claimant`` (``:me``)."""

from sqlalchemy import TextClause, text

from voiceline.store.follow_up_kinds import GROUP

# Claiming, up to ``:most`` at once and gravest first. Messages are claimed as they are due, by whoever was rung for a
# message. Calls are claimed by turn: of those whose engineer is not being rung, and on no leg of ours (he may have
# passed its case on, and be asked of the next one), one an engineer, all of one gravity (the carrier is asked for them
# at the same time), and only as many as the account's call rate allows now; so a job's own id is a hint and no more.
# While an escalation of a P1 is due and has not written its pages yet, a lesser call waits for them. What the rate
# allowed and nobody used is saved up for ``:tolerance`` seconds and no longer. A window of a few times ``:most`` is
# looked through for engineers who are each there once; the rest of a crowded night has its turn in the next claim.
# ``OFFSET 0`` and ``ANY(ARRAY(…))`` hold the planner to one index probe a row, whatever it believes of a table that was
# empty a minute ago.
CLAIM_MESSAGES: TextClause = text(
    """
    WITH candidate AS (
        SELECT id FROM notifications
        WHERE state = 'pending' AND channel <> 'call' AND due_at <= :now
          AND (:of_any OR EXISTS (SELECT 1 FROM notifications WHERE id = :id AND channel <> 'call'))
        ORDER BY rank, due_at, id LIMIT :most FOR UPDATE SKIP LOCKED)
    UPDATE notifications SET state = 'claimed', claimed_by = :me, claimed_at = :now, tries = tries + 1
    WHERE id = ANY(ARRAY(SELECT id FROM candidate)) RETURNING id
    """
)
CLAIM_CALLS: TextClause = text(
    """
    WITH graver AS (
        SELECT EXISTS (SELECT 1 FROM follow_ups
                       WHERE state = 'pending' AND kind = 'escalate' AND rank = 1 AND due_at <= :now)
            OR EXISTS (SELECT 1 FROM follow_ups
                       WHERE state = 'claimed' AND kind = 'escalate' AND rank = 1
                         AND claimed_at > :now - interval '1 s') AS to_come),
    near AS MATERIALIZED (
        SELECT n.id, n.person, n.rank, n.due_at FROM notifications n
        WHERE n.state = 'pending' AND n.channel = 'call' AND n.due_at <= :now
          AND (n.rank <= 1 OR NOT (SELECT to_come FROM graver))
          AND NOT EXISTS (
            SELECT 1 FROM notifications r
            WHERE r.person = n.person AND r.channel = 'call' AND r.state IN ('claimed', 'sent') OFFSET 0)
          AND NOT EXISTS (
            SELECT 1 FROM calls c
            WHERE c.engineer = n.person AND c.direction = 'outbound' AND c.ended_at IS NULL
              AND c.status = 'in-progress' AND c.notification_id <> n.id OFFSET 0)
        ORDER BY n.rank, n.due_at, n.id LIMIT :most * 3),
    first AS (SELECT DISTINCT ON (person) id, rank FROM near ORDER BY person, rank, due_at, id),
    allowed AS (
        SELECT 1 + floor(extract(epoch FROM :now - greatest(next_at, :now - make_interval(secs => :tolerance))) / :gap)
               AS calls
        FROM pace WHERE name = 'calls' AND next_at <= :now AND EXISTS (SELECT 1 FROM near) FOR UPDATE),
    candidate AS (
        SELECT n.id FROM notifications n
        WHERE n.id = ANY(ARRAY(SELECT id FROM first WHERE rank = (SELECT min(rank) FROM near))) AND n.state = 'pending'
        ORDER BY n.rank, n.due_at, n.id
        LIMIT coalesce((SELECT least(:most, calls) FROM allowed), 0) FOR UPDATE OF n SKIP LOCKED),
    spent AS (
        UPDATE pace SET next_at = greatest(next_at, :now - make_interval(secs => :tolerance))
                                  + make_interval(secs => :gap) * (SELECT count(*) FROM candidate)
        WHERE name = 'calls' AND EXISTS (SELECT 1 FROM candidate) RETURNING 1)
    UPDATE notifications SET state = 'claimed', claimed_by = :me, claimed_at = :now, tries = tries + 1
    WHERE id = ANY(ARRAY(SELECT id FROM candidate))
      AND EXISTS (SELECT 1 FROM allowed) AND EXISTS (SELECT 1 FROM spent)
    RETURNING id
    """
)

# What was claimed and has not been tried, by whoever claimed it.
GIVE_BACK: TextClause = text(
    """
    UPDATE notifications SET state = 'pending', claimed_by = NULL, claimed_at = NULL, tries = tries - 1
    WHERE id = ANY(:ids) AND state = 'claimed' AND claimed_by = :me RETURNING id
    """
)

_CLAIM_ONE = (
    "UPDATE follow_ups SET state = 'claimed', claimed_by = :me, claimed_at = :now, tries = tries + 1 "
    "WHERE {} = :which AND state = 'pending' AND due_at <= :now RETURNING id"
)
CLAIM_FOLLOW_UP: TextClause = text(_CLAIM_ONE.format("id"))
CLAIM_FOLLOW_UP_NAMED: TextClause = text(_CLAIM_ONE.format("once"))
# One of a group: those that wait for a slow one before them would be void, each claimed for thirty seconds.
CLAIM_FOLLOW_UP_OF: TextClause = text(
    f"""
    UPDATE follow_ups SET state = 'claimed', claimed_by = :me, claimed_at = :now, tries = tries + 1
    WHERE id = ANY(ARRAY(
        SELECT id FROM follow_ups WHERE state = 'pending' AND due_at <= :now AND kind <> 'escalate' AND {GROUP} = :group
        ORDER BY rank, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED))
    RETURNING id
    """
)
# Gravest first, then oldest. Each rank by itself: escalations to come outnumber those that are due by far.
_OF_RANK = """
SELECT id FROM follow_ups WHERE state = 'pending' AND kind = 'escalate' AND rank = {rank} AND due_at <= :now
ORDER BY due_at LIMIT {most} FOR UPDATE SKIP LOCKED
"""
_LEFT = ":most - (SELECT count(*) FROM {}) - (SELECT count(*) FROM {})"
CLAIM_ESCALATIONS: TextClause = text(
    f"""
    WITH none AS (SELECT 1 WHERE false),
    grave AS ({_OF_RANK.format(rank=1, most=":most")}),
    lesser AS ({_OF_RANK.format(rank=2, most=_LEFT.format("grave", "none"))}),
    unranked AS ({_OF_RANK.format(rank=9, most=_LEFT.format("grave", "lesser"))})
    UPDATE follow_ups SET state = 'claimed', claimed_by = :me, claimed_at = :now, tries = tries + 1
    WHERE id = ANY(ARRAY(SELECT id FROM grave UNION ALL SELECT id FROM lesser UNION ALL SELECT id FROM unranked))
    RETURNING id
    """
)
