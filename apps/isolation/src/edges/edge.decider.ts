import type { TaskKindName } from '../tasks/task-kinds.js';
import type { Changed } from '../subject/followers.js';
import type { CaseState, Order, RecollectionTube, Subject } from '../subject/subject.js';
import { hasEnded } from '../subject/standing.decider.js';

/** The steps of a case, in the order in which they come; each is a task about the case's id. */
export const edgeKinds = [
  ...(['locate', 'hold', 'recollect', 'single-result'] as const),
  ...(['order-transfer', 'board-vehicle', 'admit', 'decide-end'] as const),
] satisfies TaskKindName[];
export type EdgeKind = (typeof edgeKinds)[number];

/** What becomes of one step of a case because of what was decided about the person. */
export type EdgeStep =
  | { readonly does: 'open'; readonly kind: EdgeKind }
  | { readonly does: 'finish'; readonly kind: EdgeKind; readonly outcome: string }
  | { readonly does: 'cancel'; readonly kind: EdgeKind; readonly reason: string }
  /** The clock of the result begins with the swab, not with the alarm. */
  | { readonly does: 'restart'; readonly kind: 'single-result'; readonly from: Date };

const open = (...kinds: readonly EdgeKind[]): EdgeStep[] => kinds.map((kind) => ({ does: 'open', kind }));
const finish = (outcome: string, ...kinds: readonly EdgeKind[]): EdgeStep[] =>
  kinds.map((kind) => ({ does: 'finish', kind, outcome }));
const cancel = (reason: string, kinds: readonly EdgeKind[]): EdgeStep[] =>
  kinds.map((kind) => ({ does: 'cancel', kind, reason }));

const onlyVerified = ['order-transfer', 'board-vehicle', 'admit', 'decide-end'] as const;

/**
 * The law of the steps: an open case is to be reached, held, sampled alone and answered; a verified one is to be moved,
 * admitted and decided about; of a case that is over nothing is owed. Opening a step that is open changes nothing.
 */
export function edgeStepsOf({ before, after }: Changed): EdgeStep[] {
  const was = before.case?.state ?? 'none';
  switch (after.case?.state) {
    case undefined:
      return [];
    case 'cleared':
    case 'revoked':
      return after.case.state === was ? [] : closing(after.case.state);
    case 'verified':
      return was === 'verified' ? [] : [...reaching(was), ...verifying()];
    case 'open':
      return was === 'open' ? sampled(before, after) : opening(was, after);
  }
}

const opening = (was: CaseState | 'none', after: Subject): EdgeStep[] => [
  ...(was === 'verified' ? cancel('case-reopened', onlyVerified) : reaching(was)),
  ...sampling(after),
];

// Whoever is reached already need not be reached again, unless the case was over in between.
const reaching = (was: CaseState | 'none'): EdgeStep[] =>
  was === 'none' || hasEnded(was) ? open('locate', 'hold') : [];

function closing(state: 'cleared' | 'revoked'): EdgeStep[] {
  const answered = state === 'cleared' ? finish('not-detected', 'single-result', 'recollect') : [];
  return [...answered, ...cancel(`case-${state}`, edgeKinds)];
}

const verifying = (): EdgeStep[] => [...finish('detected', 'recollect', 'single-result'), ...open(...onlyVerified)];

// Whoever was sampled alone on another pool's account, and still waits for the answer, is not asked for a second swab.
const sampling = ({ tubes }: Subject): EdgeStep[] =>
  tubes.some(isUnanswered) ? open('single-result') : open('recollect', 'single-result');

// An answer that leaves the case open is none: the step stays, and its clock calls somebody, until the case is decided.
function sampled(before: Subject, after: Subject): EdgeStep[] {
  const fresh = after.tubes.filter((tube) => tube.sealedAt !== null && sealedBefore(before, tube) === null);
  const asked = after.orders.filter((order) => order.state === 'open' && !wasOpen(before, order));
  return [
    // Whoever stood before the swab was reached.
    ...fresh.flatMap(({ sealedAt }): EdgeStep[] => [
      ...finish('sampled', 'locate', 'recollect'),
      ...(sealedAt === null ? [] : [{ does: 'restart', kind: 'single-result', from: sealedAt } as const]),
    ]),
    ...(asked.length > 0 ? open('recollect', 'single-result') : []),
  ];
}

const hasResult = ({ result }: RecollectionTube): boolean => result !== null && !result.isCancelled;
const isUnanswered = (tube: RecollectionTube): boolean => tube.sealedAt !== null && !hasResult(tube);
const earlier = ({ tubes }: Subject, { tubeId }: RecollectionTube) => tubes.find((one) => one.tubeId === tubeId);
const sealedBefore = (before: Subject, tube: RecollectionTube): Date | null => earlier(before, tube)?.sealedAt ?? null;

const wasOpen = ({ orders }: Subject, { orderId }: Order): boolean =>
  orders.some((one) => one.orderId === orderId && one.state === 'open');
