/** The room that owns a tube while it is in a state: it alone may move the tube on. */
export type TubeOwner = 'batching' | 'lab';

interface TubeStateEntry {
  readonly owner: TubeOwner;
  readonly zh: string;
  readonly en: string;
  readonly next: readonly string[];
  /** True when nothing more is expected of the tube: its people have an answer, or are called back. */
  readonly isEnd: boolean;
}

/**
 * The one table of tube states. The custody check of `verify` and the funnel of the command centre are generated from
 * it. `handed` may repeat: a box changes hands more than once; `resulted` may repeat: a correction is a new version.
 */
export const tubeStates = {
  opened: { owner: 'batching', zh: '采样中', en: 'being filled', next: ['sealed', 'void'], isEnd: false },
  sealed: { owner: 'batching', zh: '已封管', en: 'sealed', next: ['boxed', 'void', 'lost'], isEnd: false },
  boxed: { owner: 'batching', zh: '已装箱', en: 'boxed', next: ['handed', 'void', 'lost'], isEnd: false },
  handed: {
    owner: 'batching',
    zh: '转运中',
    en: 'handed over',
    next: ['handed', 'received', 'rejected', 'lost'],
    isEnd: false,
  },
  received: { owner: 'lab', zh: '实验室已收', en: 'received', next: ['resulted', 'rejected', 'lost'], isEnd: false },
  resulted: { owner: 'lab', zh: '已出结果', en: 'resulted', next: ['resulted', 'retained', 'destroyed'], isEnd: true },
  retained: { owner: 'lab', zh: '留样', en: 'retained', next: ['destroyed'], isEnd: true },
  destroyed: { owner: 'lab', zh: '已销毁', en: 'destroyed', next: [], isEnd: true },
  void: { owner: 'batching', zh: '作废', en: 'void', next: [], isEnd: true },
  rejected: { owner: 'lab', zh: '拒收', en: 'rejected', next: [], isEnd: true },
  lost: { owner: 'lab', zh: '遗失', en: 'lost', next: ['received'], isEnd: true },
} as const satisfies Record<string, TubeStateEntry>;

export type TubeState = keyof typeof tubeStates;

/** True when the table allows the step. `undefined` is the moment before the tube is first seen. */
export function isLegalTubeStep(from: TubeState | undefined, to: TubeState): boolean {
  if (from === undefined) return to === 'opened';
  const successors: readonly string[] = tubeStates[from].next;
  return successors.includes(to);
}
