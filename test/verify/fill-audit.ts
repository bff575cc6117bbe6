import type pg from 'pg';

// What the healthy campaign did, as its handlers would have told it; the actor and the object stand in the rooms.
const told = [
  `select 'lab', 'upload-released', 'upload', id::text, released_by, '{"released":3}' from lab.uploads where released_at is not null`,
  `select 'lab', 'correction-confirmed', 'tube', tube_id, recorded_by, format('{"resultVersion":%s}', version)
     from lab.results where status = 'corrected'`,
  `select 'isolation', 'alert-taken', 'escalation', escalation_id::text, taken_by, format('{"resultVersion":%s}', result_version) from isolation.alerts where taken_at is not null`,
  `select 'registration', 'round-closed', 'round', round_id::text, closed_by, '{}' from registration.rounds where closed_at is not null`,
  `select distinct 'registration', 'policy-changed', 'campaign', campaign_id::text, actor, format('{"policyVersion":%s}', version)
     from registration.policy_values where source = 'change'`,
];

/** The audit chains of the healthy campaign, begun before anything was done. */
export async function fillAudit(client: pg.Client): Promise<void> {
  for (const schema of ['lab', 'isolation', 'registration']) {
    await client.query(`update ${schema}_audit.head set started_at = to_timestamp(0)`);
    await client.query(
      `select ${schema}_audit.append((select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'actorId', actor,
          'actorRole', '', 'objectKind', object_kind, 'objectId', object, 'requestId', '', 'detail', detail)), '[]')
         from (${told.join(' union all ')}) as told (room, kind, object_kind, object, actor, detail) where room = $1))`,
      [schema],
    );
  }
}
