import { ask, Declined, type Words } from '@lib/screens';
import { onUnmounted, ref, type Ref } from 'vue';

/** How one person is reached: of all that the house knows of them, what a call or a visit needs. */
export interface Reach {
  readonly name: string;
  readonly phone: string | null;
  readonly address: string | null;
  /** Of a minor: whom to call, and who is present at every swab. */
  readonly guardian?: { readonly name: string; readonly phone: string | null };
}

/** Why somebody looks. The sentence is kept in the audit as it stands here. */
export const revealReasons: readonly Words[] = [
  { zh: '电话联系本人，告知单采复核', en: 'call this person about the single swab' },
  { zh: '安排上门采样', en: 'send somebody to take the swab' },
  { zh: '转运交接核对', en: 'check who is to be transferred' },
  { zh: '本人来电核实', en: 'the person has called' },
];

const openSeconds = 60;
const away: Words = { zh: '暂时连不上，请重试', en: 'cannot be reached, please try again' };

export interface Reveal {
  readonly shown: Ref<Reach | undefined>;
  readonly secondsLeft: Ref<number>;
  readonly refused: Ref<Words | undefined>;
  readonly open: (participantId: string, reason: Words) => Promise<void>;
  readonly close: () => void;
}

/**
 * Shows one person's name, telephone and address for a minute. The browser asks registration, which writes down who looked
 * and why; it closes by itself, when the page is left or hidden, and sooner when asked.
 */
export function useReveal(): Reveal {
  const shown = ref<Reach>();
  const refused = ref<Words>();
  const secondsLeft = ref(0);
  const close = (): void => {
    shown.value = undefined;
    secondsLeft.value = 0;
  };
  const closeIfHidden = (): void => {
    if (document.hidden) close();
  };
  const timer = setInterval(() => {
    if (secondsLeft.value > 0) secondsLeft.value -= 1;
    if (secondsLeft.value === 0) shown.value = undefined;
  }, 1_000);
  document.addEventListener('visibilitychange', closeIfHidden);
  onUnmounted(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', closeIfHidden);
  });
  const open = async (participantId: string, reason: Words): Promise<void> => {
    refused.value = undefined;
    try {
      const path = `/api/registration/v1/participants/${participantId}/reveal`;
      shown.value = await ask<Reach>(path, { method: 'POST', json: { reason: reason.zh } });
      secondsLeft.value = openSeconds;
    } catch (error) {
      refused.value = error instanceof Declined ? error.words : away;
    }
  };
  return { shown, secondsLeft, refused, open, close };
}
