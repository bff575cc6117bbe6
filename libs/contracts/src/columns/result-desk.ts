import { tableOf } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

/** Result-desk: what a resident reads about themselves, by pseudonym. */
export const resultDeskTables: readonly TableEntry[] = [
  table(
    'tubes',
    'tubes and when they were sampled',
    'view',
    'tube_id campaign_id round_id purpose order_id members sampled_at recorded_at',
    { told_by: ['none', 'which event told it'] },
  ),
  table('tube_members', 'tubes of a person', 'view', 'participant_id tube_id position'),
  table('tube_steps', 'where a tube is', 'view', 'tube_id step event_id reason at'),
  table('results', 'released results', 'view', 'tube_id version status finding sampled_at released_at'),
  table(
    'detections',
    'detections, for proofs that ask',
    'view',
    'tube_id version finding campaign_id alarm_share raised_at',
  ),
  table('withdrawals', 'detections taken back', 'view', 'tube_id version supersedes withdrawn_at'),
  table('alerts_taken', 'alerts that somebody took', 'view', 'tube_id version escalation_id taken_at'),
  table('case_facts', 'steps of a person’s case', 'view', 'participant_id event_id tube_id at sequence', {
    kind: ['sensitive', 'which step'],
  }),
  table(
    'recollections',
    'orders to be sampled again',
    'view',
    'participant_id order_id campaign_id cause cause_tube_id requested_at',
  ),
  table('measures_told', 'when somebody is held: proofs ask in that time', 'view', 'participant_id starts_at ends_at', {
    measure_id: ['sensitive', 'the measure'],
  }),
  table('doubted_bindings', 'who is said to be on record in a wrong tube', 'view', 'participant_id tube_id at', {
    report_id: ['operational', 'the report'],
  }),
  table('binding_decisions', 'what was decided about such reports', 'view', 'at', {
    report_id: ['operational', 'the report'],
    decision: ['operational', 'approved or dismissed'],
  }),
  table('measures_ended', 'measures that are over', 'view', 'ended_at', { measure_id: ['sensitive', 'the measure'] }),
  table('campaigns', 'campaigns', 'view', 'campaign_id kind time_scale opened_at'),
  table('policies', 'policies by version', 'plan', 'campaign_id version policy valid_from'),
];
