import * as campaign from './healthy-campaign.js';
import { tubes } from './healthy-campaign.js';
import type { Planted } from './planted.js';

const { plain } = tubes;
const on = (tube: { tubeId: string }) => `tube_id = '${tube.tubeId}'`;

/** What the wall may get wrong. */
export const wall: readonly Planted[] = [
  {
    fault: 'the wall counts a person too many',
    sql: `update command_centre.funnel_counts set persons = persons + 1 where purpose = 'round' and name = 'answered'`,
    seenBy: ['i23'],
    name: 'answered',
  },
  {
    fault: 'the wall shows a tube in the wrong place',
    sql: `update command_centre.tubes set place = 'at-lab' where ${on(plain)}`,
    seenBy: ['i23'],
    name: plain.tubeId,
  },
  {
    fault: 'the wall knows of a case that isolation does not have',
    sql: `insert into command_centre.cases (case_id, campaign_id, opened_at) values ('${campaign.uuid(8, 9)}', '${campaign.campaignId}', now())`,
    seenBy: ['i23-people'],
    name: campaign.uuid(8, 9),
  },
];

/** What the audit chains may be made to say. */
export const audit: readonly Planted[] = [
  {
    fault: 'an entry of an audit chain was altered',
    sql: `update lab_audit.entries set actor_id = 'supervisor-9' where kind = 'upload-released'`,
    seenBy: ['audit-acts', 'audit-chain'],
    name: 'is not the one that was hashed',
  },
  {
    fault: 'an alert was taken and the audit chain does not know of it',
    sql: `delete from isolation_audit.entries where sequence = (select max(sequence) from isolation_audit.entries where kind = 'alert-taken')`,
    seenBy: ['audit-acts', 'audit-chain'],
    name: 'is not in the audit chain',
  },
  {
    fault: 'the audit chain tells of a release that never was',
    sql: `select lab_audit.append(jsonb_build_array(jsonb_build_object('kind', 'upload-released', 'actorId', 'supervisor-1', 'actorRole', '',
            'objectKind', 'upload', 'objectId', '${campaign.uuid(8, 8)}', 'requestId', '', 'detail', '{}')))`,
    seenBy: ['audit-acts'],
    name: campaign.uuid(8, 8),
  },
];
