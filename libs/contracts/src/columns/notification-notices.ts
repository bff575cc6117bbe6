import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const table = tableOf(houseWords);

/** The ledger of notices. The address that a notice went to is read at sending and never stored. */
export const noticeTables: readonly TableEntry[] = [
  table(
    'notice_templates',
    'the words of notices, by version; written and approved by two people',
    'plan',
    'kind version',
    {
      ...words('operational', 'the words, with names of fields in braces', 'subject_zh subject_en text_zh text_en'),
      ...words('pseudonym', 'account of the member of staff', 'written_by approved_by'),
      ...words('operational', 'when', 'written_at approved_at'),
    },
  ),
  table(
    'notices',
    'who is to be told what, and because of what',
    'measures',
    `campaign_id participant_id kind result_version site_code requested_at recorded_at`,
    {
      notice_id: ['none', 'the notice'],
      ...words('operational', 'which duty it is for', 'to_role to_district to_site to_lab'),
      ...words('pseudonym', 'account of the member of staff it is for, or who asked for it', 'to_person requested_by'),
      template_version: ['operational', 'version of the words'],
      ...words('operational', 'what it speaks of', 'cause_kind cause_id cause_version'),
      ...words('sensitive', 'what must still be so when it is sent', 'rests_on_kind rests_on_id rests_on_state'),
      rests_on_sequence: ['none', 'how far that had been told'],
      result_tube_id: ['operational', 'the tube whose released result it lets somebody conclude'],
      fields: ['operational', 'codes and times that the words name'],
      ...words('operational', 'clocks of the notice', 'until_at undelivered_after undelivered_at'),
      facts_told: ['none', 'how many facts about it were told'],
      undelivered_reason: ['operational', 'why somebody has to knock on the door'],
      told_outcome: ['operational', 'how it came out, as told to the other rooms'],
    },
  ),
  table('notice_sends', 'each way that a notice took, and how far it came', 'measures', 'state reason', {
    ...words('none', 'the notice', 'notice_id'),
    channel: ['operational', 'screen, mail, webhook or short message'],
    attempt: ['none', 'how often it was tried'],
    lost: ['none', 'how many workers were lost over it'],
    epoch: ['none', 'fence: grows with every try'],
    provider_id: ['none', 'number under which the provider knows it'],
    ...words('operational', 'when', 'next_at sending_at sent_at delivered_at read_at failed_at'),
    read_by: ['pseudonym', 'account of who read it'],
  }),
  table(
    'notice_standings',
    'how cases, measures and orders stand, looked at again when a notice is sent',
    'measures',
    'kind state sequence recorded_at',
    { id: ['sensitive', 'the case, measure or order'] },
  ),
  table(
    'released_results',
    'which results of single tubes were released, for notices that tell one',
    'measures',
    'tube_id result_version finding status released_at recorded_at',
  ),
];
