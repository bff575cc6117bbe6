import type { EventContract } from '@lib/contracts/event';
import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { RecollectionClosedV1 } from '@lib/contracts/events/isolation/recollection-closed.v1';
import { RecollectionJoinedV1 } from '@lib/contracts/events/isolation/recollection-joined.v1';
import { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import { emit, Outbox } from '@lib/messaging';
import type { OutgoingEvent, ReceivedEvent } from '@lib/messaging';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CASE_FOLLOWERS } from './followers.js';
import type { CaseFollower, Changed } from './followers.js';
import { tellMeasures } from './measure-facts.js';
import { writeMeasures } from './measure-rows.js';
import { newSubject } from './subject.js';
import type { Outcome, Subject, SubjectFact, Surroundings } from './subject.js';
import { keyOf, loadSubjects } from './subject-load.js';
import { callBackTable, caseTable, historyColumns, orderTable, toHistoryRow, tubeTable } from './subject-rows.js';
import type { PartTable, SubjectKey } from './subject-rows.js';

/** What surrounds a decision, and what brought it about. */
export interface Given extends Surroundings {
  readonly causation?: Pick<ReceivedEvent, 'id' | 'headers'> | undefined;
  /** Id of the event, job or command; stored with the history. */
  readonly causedBy?: string | undefined;
}

const contracts: Record<SubjectFact['kind'], EventContract> = {
  'case-opened': CaseOpenedV1,
  'case-verified': CaseVerifiedV1,
  'case-cleared': CaseClearedV1,
  'case-revoked': CaseRevokedV1,
  'recollection-requested': RecollectionRequestedV1,
};

/** The persons of one transaction while it decides about them, one decision after the other. */
export class Persons {
  readonly #first: ReadonlyMap<string, Subject>;
  readonly #now: Map<string, Subject>;
  readonly events: OutgoingEvent[] = [];
  readonly history: Record<string, unknown>[] = [];

  constructor(loaded: ReadonlyMap<string, Subject>) {
    this.#first = loaded;
    this.#now = new Map(loaded);
  }

  /** Decides about one person. Out: what the decision came to. */
  decide(key: SubjectKey, given: Given, decision: (subject: Subject) => Outcome): Outcome {
    const before = this.#now.get(keyOf(key));
    if (before === undefined) throw new Error(`participant ${key.participantId} is not among those that were locked`);
    const outcome = decision(before);
    const { at, actor, causation, rules } = given;
    const frame = { at, actor, causation, policyVersion: String(rules.policyVersion) };
    const told = tellMeasures(before, outcome.subject, frame);
    this.#now.set(keyOf(key), told.subject);
    this.events.push(
      ...eventsOf(before, outcome, given),
      ...joinedOrders(before, outcome.subject, given),
      ...closedOrders(before, outcome.subject, given),
      ...told.events,
    );
    const history = {
      caseId: outcome.subject.case?.caseId ?? null,
      policyVersion: given.rules.policyVersion,
      causedBy: given.causedBy ?? given.causation?.id,
      recordedAt: given.at,
    };
    this.history.push(...outcome.history.map((line) => toHistoryRow(line, key, history)));
    return { ...outcome, subject: told.subject };
  }

  get changed(): Changed[] {
    return [...this.#now].flatMap(([id, after]) => {
      const before = this.#first.get(id) ?? newSubject(after.campaignId, after.participantId);
      return after === before ? [] : [{ before, after }];
    });
  }
}

/** The only writer of cases, recollections, call-backs, measures and the history. */
@Injectable()
export class SubjectStore {
  constructor(
    private readonly outbox: Outbox,
    @Inject(CASE_FOLLOWERS) private readonly followers: readonly CaseFollower[],
  ) {}

  /** Locks the persons, lets `work` decide, and writes rows, history and facts in the caller's transaction. */
  async change<A>(tx: Tx, keys: readonly SubjectKey[], work: (persons: Persons) => A): Promise<A> {
    const persons = new Persons(await loadSubjects(tx, keys));
    const answer = work(persons);
    const { changed } = persons;
    const at = tx.recordedAt;
    await upsert(tx, caseTable, changed, at, ({ case: one }) => (one === null ? [] : [one]));
    await upsert(tx, orderTable, changed, at, ({ orders }) => orders);
    await upsert(tx, tubeTable, changed, at, ({ tubes }) => tubes);
    await upsert(tx, callBackTable, changed, at, ({ callBacks }) => callBacks);
    await writeMeasures(tx, changed);
    await insertRows(tx, 'case_history', historyColumns, persons.history);
    for (const follower of this.followers) await follower.follow(tx, changed);
    await this.outbox.append(tx, persons.events);
    return answer;
  }
}

// A decision leaves what it does not touch as the very same object, so only what is new is written.
async function upsert<P>(
  tx: Tx,
  { table, columns, onConflict, toRow }: PartTable<P>,
  changed: readonly Changed[],
  at: Date,
  partsOf: (subject: Subject) => readonly P[],
): Promise<void> {
  const rows = changed.flatMap(({ before, after }) => {
    const known = new Set(partsOf(before));
    const fresh = partsOf(after).filter((part) => !known.has(part));
    return fresh.map((part) => toRow(part, after, at, after.case?.caseId ?? null));
  });
  await insertRows(tx, table, columns, rows, { onConflict });
}

// A case counts its own facts; an order is told once.
function eventsOf(before: Subject, { facts }: Outcome, given: Given): OutgoingEvent[] {
  let version = before.case?.version ?? 0;
  return facts.map(({ kind, content }) => {
    const frame = {
      sequence: kind === 'recollection-requested' ? 1 : (version += 1),
      actor: given.actor,
      policyVersion: String(given.rules.policyVersion),
      causation: given.causation,
    };
    return emit(contracts[kind], content, frame);
  });
}

// Each further cause of an order is a fact, counted after the one that asked for it.
function joinedOrders(before: Subject, { orders, campaignId, participantId }: Subject, given: Given): OutgoingEvent[] {
  const known = new Map(before.orders.map((one) => [one.orderId, one.alsoFor.length]));
  return orders.flatMap(({ orderId, siteCode, alsoFor, dueAt }) => {
    const from = known.get(orderId) ?? 0;
    return alsoFor.slice(from).map(({ cause, causeTubeId }, place) => {
      const tube = causeTubeId === null ? {} : { causeTubeId };
      const times = { dueAt: dueAt.toISOString(), joinedAt: given.at.toISOString() };
      const content = { orderId, campaignId, participantId, cause, ...tube, siteCode, ...times };
      const frame = { sequence: 2 + from + place, actor: given.actor, causation: given.causation };
      return emit(RecollectionJoinedV1, content, frame);
    });
  });
}

// An order leaves the state `open` once and never comes back to it, so this fact is its last.
function closedOrders(before: Subject, { orders, campaignId, participantId }: Subject, given: Given): OutgoingEvent[] {
  const open = new Set(before.orders.filter((one) => one.state === 'open').map((one) => one.orderId));
  return orders.flatMap(({ orderId, siteCode, state, alsoFor }) => {
    if (state === 'open' || !open.has(orderId)) return [];
    const content = { orderId, campaignId, participantId, siteCode, closedAs: state, closedAt: given.at.toISOString() };
    return emit(RecollectionClosedV1, content, {
      sequence: 2 + alsoFor.length,
      actor: given.actor,
      causation: given.causation,
    });
  });
}
