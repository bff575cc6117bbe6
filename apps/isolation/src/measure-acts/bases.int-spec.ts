import { systemIds } from '@lib/platform';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  campaignId,
  siteCode,
  duty,
  dayMs,
  rows,
  post,
  residentOf,
  held,
  linked,
  withMeasureRoom,
} from '../measure-room.js';

withMeasureRoom();

describe('the database refuses', () => {
  const copy = async (measureId: string, changes: Record<string, unknown>) =>
    rows(
      `insert into isolation.measures select (jsonb_populate_record(m, to_jsonb(m) || $2::jsonb ||
         jsonb_build_object('measure_id', gen_random_uuid()))).* from isolation.measures m where measure_id = $1`,
      [measureId, JSON.stringify({ decided_by: 'duty-7', ...changes })],
    );
  const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
  const noChain = { basis_escalation_id: null, basis_tube_id: null, basis_result_version: null };

  test.each([
    ['a measure without a basis', noChain, /basis_is_whole/],
    ['a basis of two kinds', { basis_order_number: '1' }, /basis_is_whole/],
    [
      'a result of another tube than the alert',
      { basis_tube_id: writeTubeBarcode('21', 999_999) },
      /basis_is_one_result|measures_basis/,
    ],
    ['a result chain of somebody else', { participant_id: systemIds.uuid4() }, /measures_/],
    ['a measure that does not end', { ends_at: null }, /null value in column "ends_at"/],
    ['a measure that ends before it starts', { ends_at: '2020-01-01' }, /measures_check/],
    ['a measure that lasts longer than the pack lets it', { ends_at: inDays(1) }, /last so long/],
    ['a measure under a pack that nobody put in force', { policy_pack_id: 'rumour' }, /no policy pack/],
    ['a measure under another version of the pack', { policy_pack_version: 1 }, /no policy pack/],
    ['a measure without a place', { place: null }, /null value in column "place"/],
    ['a place nobody knows', { place: 'prison' }, /measures_place_check/],
    ['a measure without a remedy', { remedy_zh: '' }, /remedy_zh_check/],
    ['a measure of no authority', { authority: '' }, /authority_check/],
    ['a measure without a law', { legal_basis: '' }, /legal_basis_check/],
    [
      'an end of which nobody says who lifted it',
      { ended_at: new Date().toISOString(), ended_because: 'lifted' },
      /lifted_by_a_person/,
    ],
    ['an end later than the one it named', { ended_at: inDays(2), ended_because: 'term-over' }, /ends_when_it_says/],
    ['isolation that counts from nothing', { kind: 'isolation', category: 'entrant' }, /last so long/],
  ])('%s', async (_what, changes, why) => {
    const { measureId } = await held();
    await expect(copy(measureId, changes)).rejects.toThrow(why);
  });

  test('a measure on a result that was withdrawn', async () => {
    const { measureId, job } = await held();
    await rows(`insert into isolation.withdrawals values ($1, 1, 2, 'clerical', 'lab', clock_timestamp())`, [
      job.tubeId,
    ]);
    await expect(copy(measureId, {})).rejects.toThrow(/was withdrawn/);
  });

  test('a drill’s pack in a live campaign', async () => {
    const { measureId } = await held();
    await rows(`update isolation.campaigns set kind = 'live' where campaign_id = $1`, [campaignId]);
    await expect(copy(measureId, {})).rejects.toThrow(/no policy pack/);
    await rows(`update isolation.campaigns set kind = 'drill' where campaign_id = $1`, [campaignId]);
  });

  test('a contact link that nobody decided, and one of the person to themselves', async () => {
    const { measureId } = await held();
    const { contactId, index, participantId } = await linked();
    const contact = {
      ...noChain,
      ...{
        basis_kind: 'contact-link',
        basis_contact_id: contactId,
        basis_index_case_id: index.caseId,
        participant_id: participantId,
      },
      ...{ kind: 'isolation', category: 'close-contact', counted_from: new Date().toISOString(), case_id: null },
    };
    await expect(copy(measureId, { ...contact, basis_decided_by: null })).rejects.toThrow(/basis_is_whole/);
    await expect(copy(measureId, { ...contact, basis_decided_by: 'duty-1' })).rejects.toThrow(
      /basis_is_a_decided_contact/,
    );
    const alone = rows(
      `update isolation.contact_links set index_participant_id = participant_id where contact_id = $1`,
      [contactId],
    );
    await expect(alone).rejects.toThrow(/contact_is_not_its_own_index|contact_leads_to_a_case/);
    const byMachine = rows(
      `update isolation.contact_links set decision = 'linked', decided_by = 'isolation', decided_at = clock_timestamp() where contact_id = $1`,
      [contactId],
    );
    await expect(byMachine).rejects.toThrow(/contact_is_decided_by_a_person/);
  });

  test('an order that one person signed twice, and one that hides from the auditor', async () => {
    const order = {
      ...{
        campaignId,
        orderNumber: '演练令1',
        authority: '演练指挥部',
        legalBasis: '演练',
        category: 'entrant',
        siteCode,
      },
    };
    const signed = await post('/v1/authority-orders', duty, {
      ...order,
      countsFrom: new Date().toISOString(),
      participantIds: [systemIds.uuid4()],
    });
    const { orderId } = signed.body as { orderId: string };
    const sign = (by: string, auditor: string) =>
      rows(
        `update isolation.authority_orders set countersigned_by = $2, countersigned_at = clock_timestamp(), auditor_told_at = ${auditor} where order_id = $1`,
        [orderId, by],
      );
    await expect(sign('duty-1', 'clock_timestamp()')).rejects.toThrow(/order_has_two_people/);
    await expect(sign('duty-2', 'null')).rejects.toThrow(/order_tells_the_auditor/);
  });

  test('isolation that counts from a day to come', async () => {
    const { contactId } = await linked();
    const decided = await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'linked' });
    const { measureIds } = decided.body as { measureIds: string[] };
    const [measureId = ''] = measureIds;
    const later = { counted_from: inDays(9), starts_at: inDays(9), ends_at: inDays(12) };
    await expect(copy(measureId, later)).rejects.toThrow(/counts from what was/);
  });

  test('an extension by whoever signed the order, or linked the contact, behind the measure', async () => {
    const { contactId } = await linked();
    const decided = await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'linked' });
    const [measureId = ''] = (decided.body as { measureIds: string[] }).measureIds;
    const first = await post(`/v1/measures/${measureId}/extend`, { ...duty, sub: 'duty-2' }, { hours: 1 });
    const { measureId: second } = first.body as { measureId: string };
    await expect(copy(second, { supersedes: second, decided_by: 'duty-1' })).rejects.toThrow(/is not another person/);
  });

  test('an extension by the same person, and one beyond the pack', async () => {
    const { measureId } = await held();
    const [{ ends_at: endsAt } = { ends_at: new Date() }] = await rows<{ ends_at: Date }>(
      'select ends_at from isolation.measures where measure_id = $1',
      [measureId],
    );
    const later = (hours: number) => ({
      supersedes: measureId,
      starts_at: endsAt.toISOString(),
      ends_at: new Date(endsAt.getTime() + hours * 3_600_000).toISOString(),
    });
    await expect(copy(measureId, { ...later(1), decided_by: 'duty-1' })).rejects.toThrow(/another person/);
    await expect(copy(measureId, later(13))).rejects.toThrow(/last so long/);
    await copy(measureId, later(12));
    await expect(copy(measureId, later(1))).rejects.toThrow(/measures_continued_once/);
  });

  test('an answer to an objection by whoever decided the measure', async () => {
    const { measureId, participantId } = await held();
    const filed = await post(`/v1/my-measures/${measureId}/appeal`, residentOf(participantId), { ground: 'not-me' });
    const { appealId } = filed.body as { appealId: string };
    const answer = (by: string) =>
      rows(
        `update isolation.appeals set decision = 'upheld', decision_reason = 'basis-proven', decision_words = '',
           decided_by = $2, decided_at = clock_timestamp() where appeal_id = $1`,
        [appealId, by],
      );
    await expect(answer('duty-1')).rejects.toThrow(/had no part/);
    await expect(answer('resident-1')).rejects.toThrow(/had no part/);
    await answer('auditor-1');
  });

  test('to rewrite a measure, or to open it again', async () => {
    const { measureId } = await held();
    const write = (set: string) => rows(`update isolation.measures set ${set} where measure_id = $1`, [measureId]);
    await expect(write(`ends_at = ends_at + interval '1 hour'`)).rejects.toThrow(/not rewritten/);
    await expect(write(`remedy_zh = 'x'`)).rejects.toThrow(/not rewritten/);
    await write(`ended_at = clock_timestamp(), ended_because = 'lifted', ended_by = 'duty-9'`);
    await expect(write('ended_at = null, ended_because = null')).rejects.toThrow(/not rewritten/);
  });
});
