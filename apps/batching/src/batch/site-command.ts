import { Refusal } from '@lib/contracts/refusals';
import { type Actor, deviceOf, sha256 } from '@lib/platform';
import type { BatchContext } from './batch.decider.js';

/** Who commands, bound to which site, under which key. */
export interface SiteCommand {
  readonly actor: string;
  readonly deviceId: string | null;
  readonly siteCode: string;
  readonly key: string;
}

/** In: the caller and the key of the command. Throws FORBIDDEN for a caller who is bound to no site. */
export function siteCommand(actor: Actor, key: string): SiteCommand {
  const { site } = actor.scope;
  if (site === undefined) throw new Refusal('FORBIDDEN');
  return { actor: actor.id, deviceId: deviceOf(actor) ?? null, siteCode: site, key };
}

/** The command's surroundings for a decider, at the database's time. */
export function contextOf(command: SiteCommand, recordedAt: Date, capturedAt: Date | null = null): BatchContext {
  const { actor, deviceId, siteCode } = command;
  return { act: { actor, deviceId, deviceSeq: null, capturedAt, recordedAt }, siteCode, hash: sha256 };
}
