import type { Words } from '@lib/screens';
import type { BoardColumn } from '@lib/vocabulary';
import type { BoardCard } from './board.js';

interface Move {
  readonly to: BoardColumn;
  /** What is done by it. */
  readonly act: Words;
}

const listed: Move = { to: 'listed', act: { zh: '接手整管，开列名单', en: 'take the tube and list its people' } };
const contact: Move = { to: 'contact', act: { zh: '由我联系', en: 'I will call' } };
const held: Move = { to: 'held', act: { zh: '已联系到本人', en: 'the person was reached' } };
const recollection: Move = { to: 'recollection', act: { zh: '已就地管控', en: 'the person stays in place' } };

/** A column is the trace of an act. These acts need no more than to be said; the menu names them by what is done. */
const next: Partial<Record<BoardColumn, readonly Move[]>> = {
  screened: [listed],
  listed: [contact, held],
  contact: [held],
  held: [recollection],
};

/** Why a card does not go to the other columns by hand. */
export const byFact: Partial<Record<BoardColumn, Words>> = {
  review: { zh: '采到单管后自动进入', en: 'by itself, when the single swab was taken' },
  transfer: {
    zh: '复核阳性后自动进入；点开本人下转运单',
    en: 'by a verified positive; open the person to order the transfer',
  },
  admitted: { zh: '隔离点扫码入住', en: 'by the scan at the isolation point' },
  ended: { zh: '单采未检出，或由责任人判定解除', en: 'by a result, or by the decision of its owner' },
};

/** Where a card may go from here; nothing once its case has ended. */
export const movesOf = ({ column, state }: Pick<BoardCard, 'column' | 'state'>): readonly Move[] =>
  state === 'open' ? (next[column] ?? []) : [];

/** The step that is due first and that nobody has in hand: whoever takes the person in hand takes this. */
export const freeStep = ({ edges, dueKind }: BoardCard): BoardCard['edges'][number] | undefined =>
  edges.find(({ state, kind, ownerPerson }) => state === 'open' && kind === dueKind && ownerPerson === null);
