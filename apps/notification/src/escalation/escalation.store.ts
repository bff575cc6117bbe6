import { emit, Outbox } from '@lib/messaging';
import type { OutgoingEvent } from '@lib/messaging';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Escalation, EscalationDecision } from './escalation.decider.js';
import { changingColumns, escalationColumns, fromRows, memberColumns, toMemberRows, toRow } from './escalation-rows.js';
import type { EscalationRow, MemberRow } from './escalation-rows.js';

export type EscalationKey = 'tubes' | 'escalations';

/** The escalations of one transaction while facts are applied to them. */
export class Ledger {
  readonly #known = new Map<string, Escalation>();
  // By tube: a wave of a thousand alarms asks for each of its tubes.
  readonly #idsOfTube = new Map<string, string[]>();
  readonly #changed = new Map<string, Escalation>();
  readonly opened: Escalation[] = [];
  readonly events: OutgoingEvent[] = [];

  constructor(known: readonly Escalation[]) {
    for (const escalation of known) this.#keep(escalation);
  }

  byId(escalationId: string): Escalation | undefined {
    return this.#known.get(escalationId);
  }

  ofTube(tubeId: string): Escalation[] {
    return (this.#idsOfTube.get(tubeId) ?? []).flatMap((id) => this.#known.get(id) ?? []);
  }

  /** Adds an escalation that did not exist. */
  open(decision: EscalationDecision): void {
    this.opened.push(decision.escalation);
    this.apply(decision);
  }

  apply({ escalation, facts }: EscalationDecision): void {
    const first = escalation.version - facts.length;
    facts.forEach(([contract, content], index) => {
      this.events.push(emit(contract, content as never, { sequence: first + index + 1 }));
    });
    if (this.#known.get(escalation.escalationId) === escalation) return;
    this.#keep(escalation);
    this.#changed.set(escalation.escalationId, escalation);
  }

  get changed(): Escalation[] {
    return [...this.#changed.values()];
  }

  #keep(escalation: Escalation): void {
    const { escalationId, tubeId } = escalation;
    if (!this.#known.has(escalationId)) {
      const ids = this.#idsOfTube.get(tubeId);
      if (ids === undefined) this.#idsOfTube.set(tubeId, [escalationId]);
      else ids.push(escalationId);
    }
    this.#known.set(escalationId, escalation);
  }
}

/** The only writer of escalations and their members, beside the narrow updates of attempt and rung. */
@Injectable()
export class EscalationStore {
  constructor(@Inject(Outbox) private readonly outbox: Outbox) {}

  /**
   * Locks every escalation of the tubes (or with the ids), lets `work` decide on them, and writes rows, members and
   * facts in the caller's transaction. Out: the escalations that were opened, as they stand.
   */
  async change(
    tx: Tx,
    by: EscalationKey,
    ids: readonly string[],
    work: (ledger: Ledger) => void,
  ): Promise<Escalation[]> {
    const ledger = new Ledger(await this.#load(tx, by, [...new Set(ids)]));
    work(ledger);
    const { changed } = ledger;
    const sets = changingColumns.map((name) => `${name} = excluded.${name}`).join(', ');
    await insertRows(tx, 'escalations', escalationColumns, changed.map(toRow), {
      onConflict: `(escalation_id) do update set ${sets}`,
    });
    await insertRows(tx, 'escalation_members', memberColumns, changed.flatMap(toMemberRows) as never, {
      onConflict: `(escalation_id, position) do update
        set case_id = excluded.case_id, acknowledged_at = excluded.acknowledged_at
        where escalation_members.acknowledged_at is distinct from excluded.acknowledged_at`,
    });
    await this.outbox.append(tx, ledger.events);
    return ledger.opened.map((opened) => ledger.byId(opened.escalationId) ?? opened);
  }

  /** Out: the escalations with these ids and their members, as they are committed. */
  async read(query: Pick<Tx, 'query'>, escalationIds: readonly string[]): Promise<Escalation[]> {
    const rows = await query.query<EscalationRow>('select * from escalations where escalation_id = any($1::uuid[])', [
      escalationIds,
    ]);
    return this.#withMembers(query, rows);
  }

  /** Out: the escalations of these tubes, of every result version, as they stand in this transaction. */
  async ofTubes(tx: Tx, tubeIds: readonly string[]): Promise<Escalation[]> {
    const rows = await tx.query<EscalationRow>('select * from escalations where tube_id = any($1::text[])', [tubeIds]);
    return this.#withMembers(tx, rows);
  }

  async #load(tx: Tx, by: EscalationKey, ids: readonly string[]): Promise<Escalation[]> {
    const condition = by === 'tubes' ? 'tube_id = any($1::text[])' : 'escalation_id = any($1::uuid[])';
    // One order for everybody, so that two transactions never wait for each other.
    const rows = await tx.query<EscalationRow>(
      `select * from escalations where ${condition} order by escalation_id for update`,
      [ids],
    );
    return this.#withMembers(tx, rows);
  }

  async #withMembers(query: Pick<Tx, 'query'>, rows: readonly EscalationRow[]): Promise<Escalation[]> {
    if (rows.length === 0) return [];
    const members = await query.query<MemberRow>(
      'select * from escalation_members where escalation_id = any($1::uuid[]) order by escalation_id, position',
      [rows.map((row) => row.escalation_id)],
    );
    const grouped = Map.groupBy(members, (member) => member.escalation_id);
    return rows.map((row) => fromRows(row, grouped.get(row.escalation_id) ?? []));
  }
}
