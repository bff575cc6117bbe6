import type { Words } from '@lib/screens';
import { onUnmounted, ref, type Ref } from 'vue';

/** How a clock stands: the shape and the word say it as well as the colour. */
export interface ClockReading {
  readonly state: 'calm' | 'soon' | 'late';
  readonly mark: '○' | '◐' | '▲';
  readonly words: Words;
}

const minuteMs = 60_000;
const hourMinutes = 60;
const dayHours = 24;
// Up to two days a person counts in hours.
const inHoursMax = 48;
// The last third of an hour before a limit: time enough for one more call.
const soonMinutes = 20;

const length = (minutes: number): Words => {
  if (minutes < 1) return { zh: '不到 1 分', en: 'under 1 min' };
  if (minutes < hourMinutes) return { zh: `${minutes} 分`, en: `${minutes} min` };
  const hours = Math.floor(minutes / hourMinutes);
  const rest = minutes % hourMinutes;
  if (hours >= inHoursMax) {
    const [days, over] = [Math.floor(hours / dayHours), hours % dayHours];
    return { zh: `${days} 天${over === 0 ? '' : ` ${over} 时`}`, en: `${days} d${over === 0 ? '' : ` ${over} h`}` };
  }
  return rest === 0
    ? { zh: `${hours} 时`, en: `${hours} h` }
    : { zh: `${hours} 时 ${rest} 分`, en: `${hours} h ${rest} min` };
};

/** In: a limit and the server's time, milliseconds. Out: what is left, or by how much it is past. */
export function readDue(dueMs: number, nowMs: number): ClockReading {
  const minutes = Math.floor(Math.abs(dueMs - nowMs) / minuteMs);
  const long = length(minutes);
  if (nowMs > dueMs) return { state: 'late', mark: '▲', words: { zh: `超时 ${long.zh}`, en: `late ${long.en}` } };
  const words = { zh: `剩 ${long.zh}`, en: `${long.en} left` };
  return minutes < soonMinutes ? { state: 'soon', mark: '◐', words } : { state: 'calm', mark: '○', words };
}

/** In: when the result was there and when the person was first reached; null while nobody was. Out: how long it took, or takes. */
export function readReach(resultMs: number, reachedMs: number | null, nowMs: number): Words {
  const long = length(Math.max(0, Math.floor(((reachedMs ?? nowMs) - resultMs) / minuteMs)));
  return reachedMs === null
    ? { zh: `未联系 ${long.zh}`, en: `not reached ${long.en}` }
    : { zh: `${long.zh}联系到`, en: `reached after ${long.en}` };
}

/** In: since when and the server's time. Out: for how long. */
export const readSince = (sinceMs: number, nowMs: number): Words =>
  length(Math.max(0, Math.floor((nowMs - sinceMs) / minuteMs)));

export interface ServerClock {
  /** The server's time in milliseconds, moving on each second between two answers. */
  readonly nowMs: Ref<number>;
  /** Takes the time that an answer carried. */
  readonly set: (asOf: string) => void;
}

/** The clock of a duty computer may be wrong, so only its running is used: what time it is says the server. */
export function serverClock(): ServerClock {
  const nowMs = ref(0);
  let toldMs = 0;
  let heardMs = 0;
  const set = (asOf: string): void => {
    toldMs = Date.parse(asOf);
    heardMs = performance.now();
    nowMs.value = toldMs;
  };
  const timer = setInterval(() => {
    if (toldMs > 0) nowMs.value = toldMs + performance.now() - heardMs;
  }, 1_000);
  onUnmounted(() => clearInterval(timer));
  return { nowMs, set };
}
