import { ask, InTurn, openStream, type Session, type Words, wordsOf } from '@lib/screens';
import { onMounted, onUnmounted, ref, type Ref, shallowRef } from 'vue';
import { type LedgerAlert, readLedger, soundForNew } from '../ledger.js';
import type { BoardLane } from './board.js';
import { type ServerClock, serverClock } from './clock.js';
import { type MaskedNames, maskedNames } from './masked-names.js';
import { BoardReader } from './read-board.js';

const away: Words = { zh: '暂时连不上，看板可能不是最新', en: 'cannot be reached; the board may be old' };

// A sign that was lost on the way costs a few seconds; whoever ended a day ago leaves the board within five minutes.
const refreshEveryMs = 5_000;
const wholeEvery = 60;

export interface UsedBoard {
  readonly lanes: Ref<readonly BoardLane[]>;
  readonly ledger: Ref<ReadonlyMap<string, LedgerAlert>>;
  readonly names: MaskedNames['names'];
  readonly learn: MaskedNames['learn'];
  readonly nowMs: ServerClock['nowMs'];
  readonly isRead: Ref<boolean>;
  readonly trouble: Ref<Words | undefined>;
  /** Posts to isolation. Out: the house's words when it said no. The board is read again either way: somebody else may have been faster. */
  readonly act: (path: string, json: object) => Promise<Words | undefined>;
}

/** The board, read whole once and kept fresh by the house's signs; the alarm sounds for what nobody took. */
export function useBoard(session: Session, knowsPeople: boolean): UsedBoard {
  const { nowMs, set } = serverClock();
  const { names, learn, learnInPassing } = maskedNames();
  const reader = new BoardReader(session);
  const lanes = shallowRef<readonly BoardLane[]>([]);
  const ledger = shallowRef<ReadonlyMap<string, LedgerAlert>>(new Map());
  const isRead = ref(false);
  const trouble = ref<Words>();
  let turns = 0;

  async function readOnce(): Promise<void> {
    // The one list is read although the other cannot be.
    await readLedger(session).then(
      (found) => {
        soundForNew(found);
        ledger.value = new Map(found.map((alert) => [alert.escalationId, alert]));
      },
      () => undefined,
    );
    try {
      set(await reader.read(turns % wholeEvery === 0 ? 'whole' : 'changed'));
      turns += 1;
      lanes.value = reader.lanes();
      isRead.value = true;
      trouble.value = undefined;
      if (knowsPeople) await learnInPassing(lanes.value.flatMap(({ cards }) => cards));
    } catch (error) {
      trouble.value = wordsOf(error, away);
    }
  }

  const turn = new InTurn(readOnce);
  const refresh = () => turn.run();

  const act = async (path: string, json: object): Promise<Words | undefined> => {
    let refusal: Words | undefined;
    try {
      await ask(`/api/isolation/v1/${path}`, { method: 'POST', json });
    } catch (error) {
      refusal = wordsOf(error);
    }
    await refresh();
    return refusal;
  };

  const timer = setInterval(() => {
    if (!turn.isRunning) void refresh();
  }, refreshEveryMs);
  const close = openStream('/api/isolation/v1/cases/board/stream', { changed: () => void refresh() });
  onMounted(refresh);
  onUnmounted(() => {
    clearInterval(timer);
    close();
  });
  return { lanes, ledger, names, learn, nowMs, isRead, trouble, act };
}
