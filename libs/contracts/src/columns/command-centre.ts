import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

/** Command-centre: a log of facts and boards made of it. No member of a tube is in the boards. */
export const commandCentreTables: readonly TableEntry[] = [
  table(
    'facts',
    'every fact it was told, for boards that can be made again',
    'pseudonymous',
    'event_id type campaign_id round_id sequence captured_at recorded_at stored_at',
    {
      aggregate_id: ['pseudonym', 'what the fact is about: tube, case, round'],
      content: ['pseudonym', 'the fact as its contract says'],
    },
  ),
  table(
    'tubes',
    'one line a tube, for the funnel',
    'view',
    `tube_id campaign_id round_id site_code purpose sealed_at sealed_persons voided_at voided_persons void_reason handed_at
     received_at received_last missing_at rejected_at rejection_reason lost_at resulted_at released_at release_finding
     alarm_persons place`,
    {
      ...words(
        'operational',
        'version of the result that is shown',
        'release_version alarm_version withdrawn_version taken_version',
      ),
      announced_in: ['operational', 'box that announced it before it was sealed here'],
      release_status: ['operational', 'first or corrected'],
    },
  ),
  table(
    'cases',
    'cases by state, without a person',
    'view',
    'case_id campaign_id opened_at verified_at cleared_at revoked_at state',
    {
      ...words('none', 'order of the steps', 'opened_seq verified_seq cleared_seq revoked_seq'),
      state: ['sensitive', 'where the case stands'],
    },
  ),
  table('case_tubes', 'tubes of a case', 'view', 'case_id tube_id', {
    is_origin: ['operational', 'whether it raised the case'],
  }),
  table('recollections', 'orders to sample again, counted', 'view', 'order_id campaign_id cause cause_tube_id'),
  table('rosters', 'how many people rosters brought', 'view', 'campaign_id accepted', {
    roster_id: ['operational', 'the roster'],
  }),
  table('rounds', 'rounds', 'view', 'round_id campaign_id opens_at closes_at closed_at', {
    number: ['operational', 'number of the round'],
  }),
  table('campaigns', 'campaigns', 'plan', 'campaign_id kind opened_at', {
    name: ['operational', 'name of the campaign'],
  }),
  table('funnel_counts', 'the funnel', 'view', 'campaign_id round_id purpose kind persons tubes', {
    name: ['operational', 'step of the funnel'],
  }),
  table(
    'throughput',
    'people and tubes by minute',
    'view',
    'campaign_id round_id purpose bucket_at stage persons tubes',
  ),
  table('freshness', 'how old the boards are', 'view', 'campaign_id newest_recorded_at newest_captured_at facts'),
  table('boards', 'which layout the boards have', 'view', 'version', { only_row: ['none', 'there is one row'] }),
];
