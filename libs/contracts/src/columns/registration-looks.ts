import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

/** Registration: who is to be reached, why, and who looked at how. */
export const registrationLooks: readonly TableEntry[] = [
  table(
    'recollection_orders',
    'people to be sampled again, by pseudonym',
    'pseudonymous',
    'order_id campaign_id participant_id cause cause_tube_id case_id site_code due_at requested_at ordered_at closed_at',
    { closed_as: ['operational', 'how it ended'] },
  ),
  table(
    'measures_told',
    'people whom a measure keeps, by pseudonym: who keeps them may reach them',
    'pseudonymous',
    'campaign_id participant_id site_code starts_at ends_at ended_at',
    { ...words('sensitive', 'the measure', 'measure_id') },
  ),
  table(
    'reveals',
    'who looked at whose contact details, and why',
    'trace',
    'participant_id actor role district_code outcome order_id captured_at recorded_at',
    {
      ...words('sensitive', 'the measure that was the ground of it', 'measure_id'),
      reveal_id: ['none', 'the look'],
      reason: ['personal', 'why, in the officer’s words; what it repeats of the person is struck out'],
      is_repeat: ['operational', 'a second look within ten minutes'],
    },
  ),
  table('notice_looks', 'whose number was read for which notice', 'trace', 'participant_id outcome recorded_at', {
    ...words('none', 'the look, and the notice', 'look_id notice_id'),
  }),
];
