/** A time that somebody wrote: the earliest instant it can mean, and how much later it may have been. */
export interface WrittenTime {
  readonly at: Date;
  /** Milliseconds of the unit that was written: a day, a minute or a second. */
  readonly precisionMs: number;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;

// Campaign times are read in Asia/Shanghai (settled 6): UTC+8 without summer time since 1991.
const shanghaiOffsetMs = 8 * 60 * minuteMs;

// Days of a spreadsheet's calendar from 1899-12-30 to 1970-01-01.
const serialDayOfEpoch = 25_569;

const local =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:t?(上午|下午|am|pm)?(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2})(?:\.\d+)?秒?)?(am|pm)?)?$/;
const compact = /^(\d{4})(\d{2})(\d{2})(?:[t-]?(\d{2})(\d{2})(\d{2})?)?$/;
const serial = /^[34]\d{4}(\.\d+)?$|^5\d{4}(\.\d+)?$/;

/**
 * Reads a time as laboratories write it: Chinese and ISO forms in local time, ISO with a zone, digits only, or a
 * spreadsheet's serial number. Out: nothing when it cannot be read; day and month are never guessed.
 */
export function readTime(cell: string): WrittenTime | undefined {
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.exec(cell.trim());
  if (zoned !== null) return instantOf(Date.parse(cell.trim()), zoned[1] === undefined ? minuteMs : secondMs);
  const text = cell
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll(/\s+(?=\d)/g, 't')
    .replaceAll(/\s+/g, '');
  if (serial.test(text)) return fromSerial(Number(text));
  const digits = compact.exec(text);
  if (digits !== null) return fromParts(digits.slice(1, 4), digits.slice(4, 7), undefined);
  const match = local.exec(text.replace(/日t/, '日').replace(/(上午|下午)t/, '$1'));
  if (match === null) return undefined;
  return fromParts(match.slice(1, 4), match.slice(5, 8), match[4] ?? match[8]);
}

type Part = string | undefined;

function fromParts(date: readonly Part[], time: readonly Part[], half: Part): WrittenTime | undefined {
  const [year = 0, month = 0, day = 0] = date.map(Number);
  const [hourWritten, minute = 0, second = 0] = time.map((part) => Number(part ?? 0));
  const hour = hourOf(hourWritten ?? 0, half);
  const isTimeOfDay = hour <= 23 && minute <= 59 && second <= 59;
  if (!isTimeOfDay || !isDate(year, month, day)) return undefined;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return instantOf(wall - shanghaiOffsetMs, precisionOf(time));
}

// The 31st of a short month would silently become the first of the next.
function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function precisionOf([hour, , second]: readonly Part[]): number {
  if (hour === undefined) return dayMs;
  return second === undefined ? minuteMs : secondMs;
}

function hourOf(hour: number, half: Part): number {
  if (half === undefined) return hour;
  const isAfternoon = half === '下午' || half === 'pm';
  if (hour === 12) return isAfternoon ? 12 : 0;
  return isAfternoon && hour < 12 ? hour + 12 : hour;
}

function fromSerial(days: number): WrittenTime | undefined {
  const wall = Math.round(((days - serialDayOfEpoch) * dayMs) / secondMs) * secondMs;
  return instantOf(wall - shanghaiOffsetMs, Number.isInteger(days) ? dayMs : secondMs);
}

// Years outside of this are typing mistakes, or a time of day without its date.
const yearsKnown = { from: Date.UTC(2019, 11, 1), to: Date.UTC(2100, 0, 1) };

function instantOf(milliseconds: number, precisionMs: number): WrittenTime | undefined {
  if (!(milliseconds >= yearsKnown.from && milliseconds < yearsKnown.to)) return undefined;
  return { at: new Date(milliseconds), precisionMs };
}
