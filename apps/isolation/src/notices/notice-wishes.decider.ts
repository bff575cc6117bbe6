import { noAnswerReasons } from '@lib/vocabulary';
import { minutesAfter } from '../subject/subject.js';
import type { CampaignRules, Case, Order, Subject } from '../subject/subject.js';
import { standingOf } from '../subject/standing.decider.js';
import type { Measure } from '../subject/measure.js';
import type { NoticeWish } from './notice-wish.js';

const alarming: readonly string[] = ['detected', 'inconclusive', 'single-target'];
// What ends a measure together with its case is told with the case; what follows a hold tells of itself.
const toldWithTheCase: readonly string[] = [
  'single-tube-not-detected',
  'detection-withdrawn',
  'arrived',
  'result-released',
  'superseded',
];

/**
 * The law of telling people, read off what a decision changed, so that no decision can forget it:
 * - a measure begins: its basis, its end, and where to object; at most one notice about one result version, so the hold
 *   of a taken alert also says that a swab follows;
 * - without a hold (no policy pack), that a single swab is asked for, and to stay until then;
 * - a tube gave no answer: a free swab, and that nothing is suspected; a second swab of a discordant pool likewise;
 * - the case is cleared: that the waiting is over, never before that result was released;
 * - the case is revoked: an apology, once for each time;
 * - a measure ends otherwise than with the case: that it has ended.
 * A verified result is told by a person; the letter follows (`letterAfterTelling`).
 */
export function noticeWishes(before: Subject, after: Subject, rules: CampaignRules): NoticeWish[] {
  const begun = newOf(before.measures, after.measures, ({ measureId }) => measureId);
  const holds = begun.filter(({ kind }) => kind === 'hold');
  return [
    ...begun.flatMap(aboutBegun),
    ...newOf(before.orders, after.orders, ({ orderId }) => orderId).flatMap((one) =>
      aboutOrder(one, after, holds, rules),
    ),
    ...endedOf(before, after).flatMap((one) => aboutEnded(one, after)),
    ...aboutCase(before, after),
  ];
}

/** In: a person who was told that their case is verified. Out: the letter that follows; nothing when it is no longer so. */
export function letterAfterTelling(subject: Subject): NoticeWish[] {
  const standing = standingOf(subject);
  const known = subject.case;
  if (known?.state !== 'verified' || standing?.state !== 'verified') return [];
  const { tubeId, resultVersion: version } = standing.by;
  return [
    {
      kind: 'verified-letter',
      cause: { kind: 'result', id: tubeId, version },
      result: { tubeId, version },
      restsOn: restsOnCase(known),
      fields: { tubeId, siteCode: known.siteCode },
      siteCode: known.siteCode,
    },
  ];
}

function newOf<T>(before: readonly T[], after: readonly T[], idOf: (one: T) => string): T[] {
  const known = new Set(before.map(idOf));
  return after.filter((one) => !known.has(idOf(one)));
}

function endedOf(before: Subject, after: Subject): Measure[] {
  const running = new Set(before.measures.filter(({ ended }) => ended === null).map(({ measureId }) => measureId));
  return after.measures.filter(({ measureId, ended }) => ended !== null && running.has(measureId));
}

const restsOnCase = ({ caseId, version, state }: Case) => ({
  kind: 'case' as const,
  id: caseId,
  sequence: version,
  state,
});

// What continues another measure is told as a measure of its own; a transfer is told by whoever drives.
function aboutBegun(one: Measure): NoticeWish[] {
  const { measureId, siteCode, startsAt, endsAt, version, basis } = one;
  if (one.kind !== 'hold' && one.kind !== 'isolation') return [];
  const isOfResult = one.kind === 'hold' && basis.kind === 'own-result-chain';
  const kind = one.kind === 'isolation' ? 'isolation-begun' : isOfResult ? 'hold-begun' : 'hold-until-result';
  return [
    {
      kind,
      cause: isOfResult
        ? { kind: 'result', id: basis.tubeId, version: basis.resultVersion }
        : { kind: 'measure', id: measureId, version: 1 },
      restsOn: { kind: 'measure', id: measureId, sequence: version, state: 'running' },
      fields: { siteCode, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
      siteCode,
      until: endsAt,
    },
  ];
}

function aboutOrder(one: Order, after: Subject, holds: readonly Measure[], rules: CampaignRules): NoticeWish[] {
  const { orderId, cause, causeTubeId, siteCode, dueAt, state } = one;
  if (state !== 'open') return [];
  const fields = { siteCode, dueAt: dueAt.toISOString() };
  if (!alarming.includes(cause)) {
    // A swab of a test day is told with the order that it belongs to.
    if (cause !== 'pool-discordant' && !Object.hasOwn(noAnswerReasons, cause)) return [];
    return [
      {
        kind: cause === 'pool-discordant' ? 'second-swab-asked' : 'recollection-asked',
        cause: { kind: 'order', id: orderId, version: 1 },
        restsOn: { kind: 'order', id: orderId, sequence: 1, state: 'open' },
        ...{ fields, siteCode },
        until: minutesAfter(dueAt, rules.callBackMinutesMax, rules),
      },
    ];
  }
  const detection = after.detections.findLast(({ tubeId }) => tubeId === causeTubeId);
  if (after.case === null || causeTubeId === null || detection === undefined || holds.length > 0) return [];
  return [
    {
      kind: 'stay-where-you-are',
      cause: { kind: 'result', id: causeTubeId, version: detection.resultVersion },
      restsOn: restsOnCase(after.case),
      fields: { ...fields, tubeId: causeTubeId },
      siteCode,
    },
  ];
}

function aboutEnded({ measureId, kind, ended, version, siteCode }: Measure, { case: known }: Subject): NoticeWish[] {
  // One result may be taken back and another stand: the case goes on, and says nothing of the measure that is over.
  const isWithTheCase = ended?.because !== 'detection-withdrawn' || known?.state === 'revoked';
  if (ended === null || (isWithTheCase && toldWithTheCase.includes(ended.because))) return [];
  if (kind !== 'hold' && kind !== 'isolation') return [];
  return [
    {
      kind: 'measure-ended',
      cause: { kind: 'measure', id: measureId, version: 2 },
      restsOn: { kind: 'measure', id: measureId, sequence: version, state: 'ended' },
      fields: { siteCode },
      siteCode,
    },
  ];
}

function aboutCase(before: Subject, after: Subject): NoticeWish[] {
  const known = after.case;
  if (known === null || known.state === before.case?.state) return [];
  const { siteCode, caseId, version } = known;
  const restsOn = restsOnCase(known);
  if (known.state === 'revoked') {
    const cause = { kind: 'case' as const, id: caseId, version };
    return [{ kind: 'correction-apology', cause, restsOn, fields: { siteCode }, siteCode }];
  }
  const standing = standingOf(after);
  if (known.state !== 'cleared' || standing?.state !== 'cleared') return [];
  const { tubeId, result } = standing.by;
  const told = { tubeId, version: result?.version ?? 1 };
  const cause = { kind: 'result' as const, id: tubeId, version: told.version };
  return [{ kind: 'case-cleared', cause, result: told, restsOn, fields: { siteCode }, siteCode }];
}
