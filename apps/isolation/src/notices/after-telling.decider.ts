import type { Task } from '../tasks/task.js';

/** What a telling of a verified result leads to. */
export type AfterTelling = 'letter' | 'visit' | 'call';

/**
 * The law of telling somebody that their result is verified: a person tells them, on the telephone or, when nobody answers
 * it, at the door; the letter follows whoever told them. As long as nobody has, it stays somebody's task.
 * In: a task that its owner ended by word. Out: what follows; null for a task that is no such telling.
 */
export function afterTelling({ kind, subject, caseId }: Task, outcome: string): AfterTelling | null {
  if (kind === 'tell-verified') return outcome === 'told' ? 'letter' : 'visit';
  // A visit about anything else is about the person, not about the case.
  if (kind !== 'door-knock' || subject !== caseId) return null;
  return outcome === 'found' ? 'letter' : 'call';
}
