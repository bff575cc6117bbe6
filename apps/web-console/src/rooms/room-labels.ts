/** As many as the contract of a point takes. */
export const roomsMax = 2000;

const labelMax = 20;
const span = /^(\D*)(\d{1,6})~\1?(\d{1,6})$/;

/** Out: the labels of one part; nothing when it is a span that cannot be read. */
function labelsOf(part: string): string[] | undefined {
  if (!part.includes('~')) return [part];
  const [, letters = '', from = '', to = ''] = span.exec(part) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === '' || last < first || last - first >= roomsMax) return undefined;
  return Array.from(
    { length: last - first + 1 },
    (_, at) => `${letters}${String(first + at).padStart(from.length, '0')}`,
  );
}

/**
 * In: rooms as somebody writes them, `101~120, 3-201`. A span counts up from its first number and keeps its letters and
 * leading noughts; a hyphen belongs to the label, as in building 3, room 201. Out: one label a room, each once; nothing
 * when a part cannot be read or there are too many.
 */
export function roomsOf(typed: string): string[] | undefined {
  const parts = typed.replace(/\s*[~～至]\s*/g, '~').split(/[,，、;；\s]+/);
  const labels = parts.filter((part) => part !== '').map(labelsOf);
  if (labels.includes(undefined)) return undefined;
  const all = [...new Set(labels.flatMap((some) => some ?? []))];
  return all.length <= roomsMax && all.every((label) => label.length <= labelMax) ? all : undefined;
}
