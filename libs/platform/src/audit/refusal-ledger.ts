import type { AuditKind } from '@lib/vocabulary';
import type { Caller } from '../request-context.js';
import { currentRequest } from '../request-context.js';
import { screened } from './audit-entry.js';
import type { AuditRow } from './audit-row.js';

type Who = Pick<Caller, 'id' | 'role'>;

/** One kind of small act, and how often it was done since the last flush. */
interface Counted {
  readonly kind: AuditKind;
  /** The refusal's code; the kind itself for a look. */
  readonly code: string;
  readonly object: { readonly kind: string; readonly id: string };
  readonly actorId: string;
  readonly actorRole: string;
  /** Of the first of them. */
  readonly requestId: string;
  count: number;
  people: number;
}

/**
 * Bounds of what refusals may cost. A flood of strangers' requests grows neither memory nor disk: 300 entries at once and
 * 5 a second for ever make at most 432,000 entries of some 500 bytes a day, 220 MB.
 */
export const refusalLimits = {
  /** Different (code, route, actor) kept apart between two flushes; what comes on top is counted by code alone. */
  keysMax: 500,
  /** Different (campaign, actor) of looks at people between two flushes; lookup budgets bound what one actor may ask. */
  looksMax: 500,
  entriesAtOnce: 300,
  entriesPerSecond: 5,
  flushMs: 1_000,
} as const;

/**
 * Counts refusals, and looks at masked details, in memory and gives them out as a few audit entries. Nothing waits for it
 * and nothing is locked, so refusing costs one look into a map. A crash loses what was counted since the last flush, up
 * to a second.
 *
 * Looks have room of their own: whoever lets themselves be refused often enough must not hide whom they looked at.
 */
export class RefusalLedger {
  #kept = new Map<string, Counted>();
  #looks = new Map<string, Counted>();
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
  note(code: string, route: string, actor: Who | undefined = currentRequest()?.actor): void {
    const id = route.replace(' ', ':').replace('(none)', 'unknown');
    this.#count(this.#kept, refusalLimits.keysMax, { kind: 'refused', code, object: { kind: 'route', id } }, actor);
  }

  /** Notes that masked details of so many people of a campaign were given out in one answer. Never throws, never waits. */
  look(kind: 'people-masked' | 'people-resolved', campaignId: string, people: number, actor: Who): void {
    const act = { kind, code: kind, object: { kind: 'campaign', id: campaignId } };
    this.#count(this.#looks, refusalLimits.looksMax, act, actor, people);
  }

  /** Out: the entries to write now, and nothing when nobody was refused. What is taken is forgotten here. */
  take(): AuditRow[] {
    const kept = [...this.#kept.values()];
    const allowed = Math.min(this.#refill(), kept.length);
    for (const { code, count } of kept.slice(allowed)) this.#sum(code, count);
    const rows = [...[...this.#looks.values(), ...kept.slice(0, allowed)].map(rowOf), ...this.#summedRows()];
    this.#allowance -= allowed;
    this.#kept = new Map();
    this.#looks = new Map();
    this.#summed = new Map();
    return rows;
  }

  /** Takes back what could not be written; by code alone, so that a database that is away does not fill the memory. */
  giveBack(rows: readonly AuditRow[]): void {
    for (const { detail } of rows) {
      const { code, count, people: _people, ...byCode } = JSON.parse(detail) as Record<string, number | string>;
      if (typeof code === 'string') this.#sum(code, Number(count));
      else for (const [name, part] of Object.entries(byCode)) this.#sum(name, Number(part));
    }
  }

  #count(
    counts: Map<string, Counted>,
    keysMax: number,
    act: Pick<Counted, 'kind' | 'code' | 'object'>,
    actor: Who | undefined,
    people = 0,
  ): void {
    const { id = '', role = '' } = actor ?? {};
    const key = `${act.code} ${act.object.id} ${id}`;
    const known = counts.get(key);
    if (known !== undefined) {
      known.count += 1;
      known.people += people;
    } else if (counts.size >= keysMax) this.#sum(act.code, 1);
    else {
      const requestId = currentRequest()?.requestId ?? '';
      counts.set(key, { ...act, actorId: id, actorRole: role, requestId, count: 1, people });
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
    return [{ kind: 'acts-summed', ...empty, objectKind: 'acts', objectId: '', detail }];
  }
}

function rowOf({ kind, code, object, actorId, actorRole, requestId, count, people }: Counted): AuditRow {
  return {
    kind,
    actorId: screened(actorId),
    actorRole,
    objectKind: object.kind,
    objectId: screened(object.id),
    requestId,
    detail: JSON.stringify({ code, count, ...(people > 0 ? { people } : {}) }),
  };
}
