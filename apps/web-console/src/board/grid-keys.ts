const cardsIn = (root: Element): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('[data-card]')];
const columnOf = (card: Element): string => card.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? '';

function beside(root: HTMLElement, card: HTMLElement, step: -1 | 1): HTMLElement | undefined {
  const lane = card.closest('[data-tube]') ?? root;
  const columns = [...lane.querySelectorAll<HTMLElement>('[data-column]')];
  const here = columns.findIndex((column) => column.contains(card));
  const ahead = step === 1 ? columns.slice(here + 1) : columns.slice(0, here).reverse();
  return ahead.map((column) => cardsIn(column)[0]).find((first) => first !== undefined);
}

function under(root: HTMLElement, card: HTMLElement, step: -1 | 1): HTMLElement | undefined {
  const same = cardsIn(root).filter((other) => columnOf(other) === columnOf(card));
  return same[same.indexOf(card) + step];
}

const steps: Readonly<Record<string, (root: HTMLElement, card: HTMLElement) => HTMLElement | undefined>> = {
  ArrowLeft: (root, card) => beside(root, card, -1),
  ArrowRight: (root, card) => beside(root, card, 1),
  ArrowUp: (root, card) => under(root, card, -1),
  ArrowDown: (root, card) => under(root, card, 1),
  Home: (root) => cardsIn(root)[0],
  End: (root) => cardsIn(root).pop(),
};

/**
 * Walks the board by arrow keys: up and down within a column, through all tubes; left and right within a tube; Home and End
 * to the first and last card. The board is one stop of the Tab key, however many people stand on it. Out: the card gone to.
 */
export function walk(root: HTMLElement, event: KeyboardEvent): HTMLElement | undefined {
  const card = (event.target as Element | null)?.closest<HTMLElement>('[data-card]');
  const next = card ? steps[event.key]?.(root, card) : undefined;
  if (!next) return undefined;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return next;
}
