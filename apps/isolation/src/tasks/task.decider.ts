import { overseers } from '@lib/contracts/http/isolation/tasks';
import { Refusal } from '@lib/contracts/refusals';
import type { Role } from '@lib/vocabulary';
import { taskKindOf } from './task-kinds.js';
import type { Task } from './task.js';

/** Who acts: a duty name, and the role in which they act. */
export interface Acting {
  readonly id: string;
  readonly role: Role;
}

/** To whom a task is offered: a person by duty name, or whoever is on duty in a role. */
export interface Recipient {
  readonly toPerson?: string | undefined;
  readonly toRole?: Role | undefined;
}

/** Whether a role answers for what nobody else answers for. */
export const isOverseer = (role: Role): boolean => overseers.some((one) => one === role);

/** Whether a task is on somebody's list: theirs, offered to them, waiting for their role, or anybody's for an overseer. */
export function isSeenBy(task: Task, { id, role }: Acting): boolean {
  return isOverseer(role) || task.ownerPerson === id || isWaitingFor(task, role) || isOfferedTo(task, { id, role });
}

/** The law of taking: what nobody has is anybody's of its role or an overseer's; twice by the same person is once. */
export function take(task: Task, actor: Acting, at: Date): Task {
  requireDoer(task, actor);
  return task.ownerPerson === actor.id ? task : { ...task, ownerPerson: actor.id, takenAt: at, offer: null };
}

/** The law of doing a task by its act: whoever has it; while nobody has it, its role or an overseer. */
export function requireDoer(task: Task, actor: Acting): void {
  requireOpen(task);
  if (task.ownerPerson === actor.id) return;
  if (task.ownerPerson !== null) throw changed(task);
  if (task.ownerRole !== actor.role && !isOverseer(actor.role)) throw new Refusal('TASK_NOT_YOURS', ownerOf(task));
}

/** The law of offering: by the owner, by an overseer, or by its role while nobody took it. It stays where it is. */
export function offer(
  task: Task,
  { toPerson = undefined, toRole = undefined }: Recipient,
  actor: Acting,
  at: Date,
): Task {
  requireOpen(task);
  const isOwner = task.ownerPerson === actor.id || isWaitingFor(task, actor.role);
  if (!isOwner && !isOverseer(actor.role)) throw new Refusal('TASK_NOT_YOURS', ownerOf(task));
  return { ...task, offer: { toRole: toRole ?? null, toPerson: toPerson ?? null, by: actor.id, at } };
}

/** The law of accepting: ownership changes here and nowhere else. */
export function accept(task: Task, actor: Acting, at: Date): Task {
  requireOpen(task);
  if (task.offer === null) throw new Refusal('TASK_NOT_OFFERED', ownerOf(task));
  if (!isOfferedTo(task, actor)) throw new Refusal('TASK_NOT_YOURS', ownerOf(task));
  return { ...task, ownerRole: actor.role, ownerPerson: actor.id, takenAt: at, offer: null };
}

/** Whoever is offered it says no, or whoever offered it thinks again: it stays the owner's. */
export function decline(task: Task, actor: Acting): Task {
  requireOpen(task);
  if (task.offer === null) throw new Refusal('TASK_NOT_OFFERED', ownerOf(task));
  const isMine = isOfferedTo(task, actor) || task.offer.by === actor.id || task.ownerPerson === actor.id;
  if (!isMine) throw new Refusal('TASK_NOT_YOURS', ownerOf(task));
  return { ...task, offer: null };
}

/** The law of ending by word: only what ends by its owner's word, by its owner, with an outcome of its kind. */
export function requireEnd(task: Task, outcome: string, actor: Acting): void {
  requireOpen(task);
  const kind = taskKindOf(task.kind);
  if (kind?.finishedBy !== 'own-route') throw new Refusal('TASK_ENDS_BY_ITS_ACT', { kind: task.kind });
  if (task.ownerPerson !== actor.id) throw new Refusal('TASK_NOT_YOURS', ownerOf(task));
  const outcomes = kind.outcomes ?? ['done'];
  if (!outcomes.includes(outcome)) throw new Refusal('TASK_OUTCOME_UNKNOWN', { outcomes });
}

/** Whoever acts says which version they saw; the refusal names whom to talk to. */
export function requireSeen(task: Task, expectedVersion: number): void {
  if (task.version !== expectedVersion) throw changed(task);
}

function requireOpen(task: Task): void {
  if (task.state !== 'open') throw new Refusal('TASK_OVER', { state: task.state, outcome: task.outcome });
}

const isWaitingFor = ({ ownerPerson, ownerRole }: Task, role: Role): boolean =>
  ownerPerson === null && ownerRole === role;

const isOfferedTo = ({ offer: open }: Task, { id, role }: Acting): boolean =>
  open !== null && (open.toPerson === id || open.toRole === role);

const changed = (task: Task): Refusal => new Refusal('TASK_CHANGED', { ...ownerOf(task), version: task.version });

const ownerOf = ({ ownerPerson, ownerRole }: Task) => ({ owner: ownerPerson ?? ownerRole });
