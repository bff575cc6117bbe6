import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { Refusal } from '@lib/contracts/refusals';
import { sealDigest } from '@lib/vocabulary';
import { headOf, nextLink } from './custody.js';
import { type SealedTube, sealedMembers, type Tube } from './tube.js';
import { type EventOf, mustBeOpen, refuseForeignTube } from './tube.decider.js';
import type { Fact, SiteContext, Verdict } from './verdict.js';

/**
 * Closes a tube for good. The sampler counts swabs, not names: when the two differ, somebody is in the tube whom
 * nobody knows, or is known and not in it, and the tube stays open until that is found.
 */
export function sealTube(tube: Tube | undefined, event: EventOf<'seal-tube'>, context: SiteContext): Verdict {
  if (tube !== undefined && tube.state !== 'opened' && tube.state !== 'void') {
    refuseForeignTube(tube, context);
    if (tube.members.length === event.specimens) return { outcome: 'duplicate', code: 'TUBE_ALREADY_SEALED' };
  }
  const open = mustBeOpen(tube, context);
  const specimens = open.members.length;
  if (specimens === 0) throw new Refusal('TUBE_EMPTY');
  if (event.specimens !== specimens) {
    throw new Refusal('COUNT_DIFFERS', { counted: event.specimens, recorded: specimens });
  }
  const partialReason = reasonKept(open, event);
  if (specimens < open.capacity && partialReason === null) {
    throw new Refusal('PARTIAL_REASON_MISSING', { specimens, capacity: open.capacity });
  }
  const { act, hash } = context;
  const digest = sealDigest(hash, open.members);
  const isRetained = holdsRetained(open, event);
  const detail = { sealDigest: digest, specimens, ...(isRetained ? { source: 'retained' } : {}) };
  const step = { tubeId: open.tubeId, step: 'sealed', place: open.siteCode, reason: partialReason, detail } as const;
  const link = nextLink(hash, open.custody, step, act);
  const sealed: SealedTube = {
    ...open,
    state: 'sealed',
    seal: { ...act, digest, partialReason },
    custody: headOf(link),
    factsTold: open.factsTold + 1,
    version: open.version + 1,
  };
  return { outcome: 'accepted', tube: sealed, links: [link], fact: tubeSealed(sealed, isRetained) };
}

// A full tube needs no reason, and of all reasons only that it is one household's is true of it.
function reasonKept({ members, capacity }: Tube, { partialReason }: EventOf<'seal-tube'>): string | null {
  if (members.length < capacity) return partialReason ?? null;
  return capacity > 1 && partialReason === 'household' ? partialReason : null;
}

// Only a single tube on an order can hold what the site had retained beside a pool.
const holdsRetained = ({ purpose }: Pick<Tube, 'purpose'>, { isRetained }: EventOf<'seal-tube'>): boolean =>
  isRetained === true && purpose === 'recollection';

function tubeSealed(tube: SealedTube, isRetained: boolean): Fact {
  const { seal, opened, custody } = tube;
  const content = {
    tubeId: tube.tubeId,
    campaignId: tube.campaignId,
    roundId: tube.roundId,
    siteCode: tube.siteCode,
    purpose: tube.purpose,
    ...(tube.orderId === null ? {} : { orderId: tube.orderId }),
    capacity: tube.capacity,
    members: sealedMembers(tube.members),
    deviceId: seal.deviceId,
    sealDigest: seal.digest,
    ...(seal.partialReason === null ? {} : { partialReason: seal.partialReason }),
    ...(isRetained ? { isRetained: true as const } : {}),
    sealedBy: seal.actor,
    openedAt: opened.recordedAt.toISOString(),
    capturedAt: seal.capturedAt.toISOString(),
    recordedAt: seal.recordedAt.toISOString(),
    custodySeq: custody.seq,
    custodyHash: custody.hash,
  };
  return { contract: TubeSealedV1, content, sequence: tube.factsTold, act: seal };
}
