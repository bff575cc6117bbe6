import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import type { DeviceEvent } from '@lib/contracts/http/batching/journal';
import { Refusal, type RefusalCode } from '@lib/contracts/refusals';
import { isLegalTubeStep } from '@lib/vocabulary';
import { type CustodyStep, headOf, nextLink } from './custody.js';
import { type OpenTube, type Tube, type VoidTube, sealedMembers } from './tube.js';
import type { SiteContext, Verdict } from './verdict.js';

export type EventOf<K extends DeviceEvent['kind']> = Extract<DeviceEvent, { kind: K }>;

/**
 * Opens a tube, or says that it is open: two devices that fill one tube both send its opening. A tube is used once;
 * what was sealed, boxed or made void is never opened again.
 */
export function openTube(tube: Tube | undefined, event: EventOf<'open-tube'>, context: SiteContext): Verdict {
  if (tube !== undefined) return openAgain(tube, event, context);
  const { act, campaign } = context;
  if (event.purpose === 'recollection') refuseUnlessSingleByOrder(event);
  else refuseAgainstPolicy(event, context);
  const reason = event.purpose === 'round' ? lateness(event.roundId, context) : null;
  const step = { tubeId: event.tubeId, step: 'opened', place: context.siteCode, reason } as const;
  const link = nextLink(context.hash, undefined, step, act);
  const opened: OpenTube = {
    tubeId: event.tubeId,
    campaignId: context.campaignId,
    campaignKind: campaign?.kind ?? null,
    policyVersion: campaign?.policyVersion ?? null,
    roundId: event.roundId,
    siteCode: context.siteCode,
    purpose: event.purpose,
    orderId: event.orderId ?? null,
    capacity: event.capacity,
    members: [],
    opened: act,
    custody: headOf(link),
    factsTold: 0,
    version: 1,
    state: 'opened',
  };
  return { outcome: 'accepted', tube: opened, links: [link] };
}

function openAgain(tube: Tube, event: EventOf<'open-tube'>, context: SiteContext): Verdict {
  // Whoever holds a tube whose barcode is in the record already must take another one; where it was used, and what
  // became of it there, is not theirs to know.
  if (tube.siteCode !== context.siteCode) throw new Refusal('TUBE_USED_BEFORE');
  refuseForeignTube(tube, context);
  const open = mustBeOpen(tube);
  const isSame =
    open.roundId === event.roundId &&
    open.capacity === event.capacity &&
    open.purpose === event.purpose &&
    open.orderId === (event.orderId ?? null);
  return { outcome: isSame ? 'duplicate' : 'conflict', code: 'TUBE_ALREADY_OPEN' };
}

/** Puts one subject into an open tube at the next position. The same subject again is told its position, not refused. */
export function scan(tube: Tube | undefined, event: EventOf<'scan'>, context: SiteContext): Verdict {
  const open = mustBeOpen(tube, context);
  const known = open.members.find((member) => member.subjectId === event.subjectId);
  if (known) return { outcome: 'duplicate', code: 'ALREADY_IN_TUBE', position: known.position };
  if (open.members.length >= open.capacity) throw new Refusal('TUBE_FULL', { capacity: open.capacity });
  const position = open.members.length + 1;
  const member = { ...context.act, position, subjectKind: event.subjectKind, subjectId: event.subjectId };
  const filled = { ...open, members: [...open.members, member], version: open.version + 1 };
  return { outcome: 'accepted', tube: filled, position };
}

/**
 * Takes back the scan at the last position, and no other: (tubeId, position) is the specimen's id, and every position
 * that a device was told stays true until that same specimen is taken back by name. Whoever has to take out somebody
 * further up undoes the later ones first and scans them again, and each of these answers names the new position.
 */
export function undoScan(tube: Tube | undefined, event: EventOf<'undo-scan'>, context: SiteContext): Verdict {
  const open = mustBeOpen(tube, context);
  const member = open.members.find(({ subjectId }) => subjectId === event.subjectId);
  if (!member) throw new Refusal('NOT_IN_TUBE');
  if (member.position !== open.members.length) {
    throw new Refusal('NOT_LAST_IN_TUBE', { position: member.position, last: open.members.length });
  }
  return {
    outcome: 'accepted',
    tube: { ...open, members: open.members.slice(0, -1), version: open.version + 1 },
    undone: { tubeId: open.tubeId, scan: member, undo: context.act },
    position: member.position,
  };
}

/** Makes a tube void while it is at the site; from then on its people are owed a call-back. */
export function voidTube(tube: Tube | undefined, event: EventOf<'void-tube'>, context: SiteContext): Verdict {
  if (tube === undefined) throw new Refusal('TUBE_NOT_OPEN');
  refuseForeignTube(tube, context);
  if (tube.state === 'void') return { outcome: 'duplicate', code: 'TUBE_VOID' };
  if (!isLegalTubeStep(tube.state, 'void')) throw new Refusal('TUBE_HANDED_OVER');
  const { act } = context;
  const box: CustodyStep['detail'] = tube.state === 'boxed' ? { batchId: tube.batchId } : {};
  const step = { tubeId: tube.tubeId, step: 'void', place: tube.siteCode, reason: event.reason, detail: box } as const;
  const link = nextLink(context.hash, tube.custody, step, act);
  // A void tube lies in no box, whatever it lay in before.
  const { state: _state, seal, batchId: _batchId, ...core } = { seal: null, batchId: null, ...tube };
  const voided: VoidTube = {
    ...core,
    state: 'void',
    seal,
    voiding: { ...act, reason: event.reason },
    custody: headOf(link),
    factsTold: tube.factsTold + 1,
    version: tube.version + 1,
  };
  return { outcome: 'accepted', tube: voided, links: [link], fact: tubeVoided(voided) };
}

function tubeVoided(tube: VoidTube) {
  const content = {
    tubeId: tube.tubeId,
    campaignId: tube.campaignId,
    roundId: tube.roundId,
    siteCode: tube.siteCode,
    purpose: tube.purpose,
    ...(tube.orderId === null ? {} : { orderId: tube.orderId }),
    capacity: tube.capacity,
    members: sealedMembers(tube.members),
    deviceId: tube.voiding.deviceId,
    reason: tube.voiding.reason,
    voidedBy: tube.voiding.actor,
    recordedAt: tube.voiding.recordedAt.toISOString(),
  };
  return { contract: TubeVoidedV1, content, sequence: tube.factsTold, act: tube.voiding };
}

/** Out: the tube, if specimens may still go in. Throws with the reason why not. */
export function mustBeOpen(tube: Tube | undefined, context?: SiteContext): OpenTube {
  if (tube === undefined) throw new Refusal('TUBE_NOT_OPEN');
  if (context) refuseForeignTube(tube, context);
  if (tube.state === 'opened') return tube;
  throw new Refusal(closedBecause[tube.state]);
}

const closedBecause: Readonly<Record<Exclude<Tube['state'], 'opened'>, RefusalCode>> = {
  sealed: 'TUBE_ALREADY_SEALED',
  boxed: 'TUBE_ALREADY_SEALED',
  handed: 'TUBE_HANDED_OVER',
  void: 'TUBE_VOID',
};

/**
 * A tube belongs to the site and the campaign that opened it; a drill's tube and a live one never meet. Another site's
 * tube looks like one that nobody opened: its opening, which the answer asks for, says to take another tube.
 */
export function refuseForeignTube(tube: Tube, context: SiteContext): void {
  if (tube.siteCode !== context.siteCode) throw new Refusal('TUBE_NOT_OPEN');
  if (tube.campaignId === context.campaignId) return;
  const kind = context.campaign?.kind ?? null;
  const isMixed = tube.campaignKind !== null && kind !== null && tube.campaignKind !== kind;
  throw new Refusal(isMixed ? 'DRILL_AND_LIVE_MIXED' : 'TUBE_OF_OTHER_CAMPAIGN');
}

/**
 * Hours after its round's close in which a tube may still be opened: a phone without a net sends what it drew only when
 * it is back, and a swab keeps for 24 h at 4 °C until it is tested (national manual for nucleic-acid testing, 2020).
 */
const lateHoursMax = 24;

/**
 * The close of a round is registration's fact: it holds here only when it has come, and by the database's clock alone;
 * a phone's clock may be hours wrong. Out: why the opening is remarkable, or null. Throws when the late hours are over.
 */
function lateness(roundId: string, { act, campaign }: SiteContext): 'after-close' | null {
  const closedAt = campaign?.rounds.find((round) => round.roundId === roundId)?.closedAt;
  if (!closedAt) return null;
  const lateMs = act.recordedAt.getTime() - closedAt.getTime();
  if (lateMs >= lateHoursMax * 3_600_000) throw new Refusal('ROUND_CLOSED', { roundId });
  return lateMs >= 0 ? 'after-close' : null;
}

/** What the campaign allows, as far as registration has told. */
function refuseAgainstPolicy({ capacity }: EventOf<'open-tube'>, context: SiteContext): void {
  const allowed = context.campaign?.tubeCapacities;
  if (allowed && !allowed.includes(capacity)) throw new Refusal('CAPACITY_NOT_ALLOWED', { capacity });
}

/**
 * A recollection answers for one subject by one order; a pool could not. Neither the sizes of the round's tubes nor its
 * close hold it back: whoever is called back waits for it, often after the round.
 */
function refuseUnlessSingleByOrder({ capacity, orderId }: EventOf<'open-tube'>): void {
  if (capacity !== 1) throw new Refusal('CAPACITY_NOT_ALLOWED', { capacity });
  if (orderId === undefined) throw new Refusal('ORDER_MISSING');
}
