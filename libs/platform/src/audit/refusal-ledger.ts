import type { Caller } from '../request-context.js';
import { currentRequest } from '../request-context.js';
import { screened } from './audit-entry.js';
import type { AuditRow } from './audit-entry.js';

/** One kind of refusal, and how often it was given since the last look. */
interface Counted {
  readonly code: string;
  readonly route: string;
  readonly actorId: string;
  readonly actorRole: string;
  /** Of the first of them. */
  readonly requestId: string;
  count: number;
}

/**
 * Bounds of what refusals may cost. A flood of strangers' requests grows neither memory nor disk: 300 entries at once and
 * 5 a second for ever make at most 432,000 entries of some 500 bytes a day, 220 MB.
 */
export const refusalLimits = {
  /** Different (code, route, actor) kept apart between two flushes; what comes on top is counted by code alone. */
  keysMax: 500,
  entriesAtOnce: 300,
  entriesPerSecond: 5,
  flushMs: 1_000,
} as const;

/**
 * Counts refusals in memory and gives them out as a few audit entries. Nothing waits for it and nothing is locked, so
 * refusing costs one look into a map. A crash loses what was counted since the last flush, up to a second.
 */
export class RefusalLedger {
  #kept = new Map<string, Counted>();
  #summed = new Map<string, number>();
  #allowance: number = refusalLimits.entriesAtOnce;
  #filledAt: number;

  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.#filledAt = nowMs();
  }

  /**
   * Notes a refusal. In: its code, the route by its pattern, and who was refused; the caller of the request being served
   * unless given. Never throws, never waits.
   */
  note(code: string, route: string, actor: Pick<Caller, 'id' | 'role'> | undefined = currentRequest()?.actor): void {
    const { id = '', role = '' } = actor ?? {};
    const key = `${code} ${route} ${id}`;
    const known = this.#kept.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#kept.size >= refusalLimits.keysMax) this.#sum(code, 1);
    else {
      const requestId = currentRequest()?.requestId ?? '';
      this.#kept.set(key, { code, route, actorId: id, actorRole: role, requestId, count: 1 });
    }
  }

  /** Out: the entries to write now, and nothing when nobody was refused. What is taken is forgotten here. */
  take(): AuditRow[] {
    const kept = [...this.#kept.values()];
    const allowed = Math.min(this.#refill(), kept.length);
    for (const { code, count } of kept.slice(allowed)) this.#sum(code, count);
    const rows = [...kept.slice(0, allowed).map(refusedRow), ...this.#summedRows()];
    this.#allowance -= allowed;
    this.#kept = new Map();
    this.#summed = new Map();
    return rows;
  }

  /** Takes back what could not be written; by code alone, so that a database that is away does not fill the memory. */
  giveBack(rows: readonly AuditRow[]): void {
    for (const { detail } of rows) {
      const { code, count, ...byCode } = JSON.parse(detail) as Record<string, number | string>;
      if (typeof code === 'string') this.#sum(code, Number(count));
      else for (const [name, part] of Object.entries(byCode)) this.#sum(name, Number(part));
    }
  }

  #sum(code: string, count: number): void {
    this.#summed.set(code, (this.#summed.get(code) ?? 0) + count);
  }

  #refill(): number {
    const now = this.nowMs();
    const earned = ((now - this.#filledAt) / 1_000) * refusalLimits.entriesPerSecond;
    this.#filledAt = now;
    this.#allowance = Math.min(refusalLimits.entriesAtOnce, this.#allowance + earned);
    return Math.floor(this.#allowance);
  }

  #summedRows(): AuditRow[] {
    if (this.#summed.size === 0) return [];
    const byCode = [...this.#summed].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const count = byCode.reduce((sum, [, part]) => sum + part, 0);
    const empty = { actorId: '', actorRole: '', requestId: '' };
    const detail = JSON.stringify({ count, ...Object.fromEntries(byCode) });
    return [{ kind: 'refusals-summed', ...empty, objectKind: 'refusals', objectId: '', detail }];
  }
}

function refusedRow({ code, route, actorId, actorRole, requestId, count }: Counted): AuditRow {
  return {
    kind: 'refused',
    actorId: screened(actorId),
    actorRole,
    objectKind: 'route',
    objectId: screened(route.replace(' ', ':')),
    requestId,
    detail: JSON.stringify({ code, count }),
  };
}
