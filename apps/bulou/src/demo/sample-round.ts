import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import { chunksOf, inLanes } from '../outside/lanes.js';
import { samplerOf } from './callers.js';
import type { PlannedEvent } from './device-journal.js';
import type { DemoDevice, PracticeRound } from './practice-round.js';
import type { WitnessLine } from './witness.js';

const eventsPerSend = 200;
const lanes = 8;

function witnessLines(
  deviceId: string,
  sent: readonly PlannedEvent[],
  answers: readonly JournalAnswer[],
): WitnessLine[] {
  return sent.flatMap(({ event }, index): WitnessLine[] => {
    if (event.kind !== 'scan' && event.kind !== 'undo-scan') return [];
    const answer = answers[index];
    const isNew =
      answer?.outcome === 'accepted' || (answer?.outcome === 'duplicate' && answer.code !== 'ALREADY_IN_TUBE');
    const outcome = answer === undefined ? 'info' : isNew ? 'ok' : 'fail';
    const { seq, tubeId, subjectId } = event;
    return [{ kind: event.kind === 'scan' ? 'scan' : 'undo', deviceId, seq, tubeId, subjectId, outcome }];
  });
}

/** An answer that the law does not foresee ends the practice round at once: going on would hide it. */
function demandExpected(sent: readonly PlannedEvent[], answers: readonly JournalAnswer[]): void {
  for (const [index, { event, expected }] of sent.entries()) {
    const answer = answers[index];
    // After a broken connection the same journal is sent again, and what was recorded comes back as a duplicate.
    const isRight =
      answer?.seq === event.seq &&
      (answer.outcome === expected || (expected === 'accepted' && answer.outcome === 'duplicate'));
    if (!isRight)
      throw new Error(
        `${event.kind} of tube ${event.tubeId}: expected ${expected}, answered ${JSON.stringify(answer)}`,
      );
  }
}

/** Sends what one device recorded, in its order, in chunks; some chunks twice, as phones with bad network do. */
export async function sendJournal(
  round: PracticeRound,
  device: DemoDevice,
  planned: readonly PlannedEvent[],
): Promise<void> {
  const caller = samplerOf(device.siteCode, device.deviceId, device.shiftId);
  for (const chunk of chunksOf(planned, eventsPerSend)) {
    await round.day.reach(chunk[0]?.part ?? 0);
    const send = () =>
      round.client.ask<{ answers: JournalAnswer[] }>(caller, {
        method: 'POST',
        path: '/api/batching/v1/journal',
        json: { campaignId: round.campaignId, deviceId: device.deviceId, events: chunk.map(({ event }) => event) },
      });
    // What is sent is written down first: a client that dies before the answer leaves scans that somebody did send.
    round.witness.write(witnessLines(device.deviceId, chunk, []));
    const { answers } = await send();
    demandExpected(chunk, answers);
    round.witness.write(witnessLines(device.deviceId, chunk, answers));
    if (round.chance.happens(0.1)) demandExpected(chunk, (await send()).answers);
  }
}

/** Samples one wave of the round: every device at its own pace, several at a time. */
export async function sampleRound<J extends { device: DemoDevice; planned: readonly PlannedEvent[] }>(
  round: PracticeRound,
  journals: readonly J[],
  done: (journal: J) => void,
  /** With a pace every device must be at work at once, or the day would last as many days as there are lanes. */
  isPaced: boolean,
): Promise<void> {
  await inLanes(journals, isPaced ? journals.length : lanes, async (journal) => {
    await sendJournal(round, journal.device, journal.planned);
    done(journal);
  });
}
