import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { Refusal, type RefusalCode } from '@lib/contracts/refusals';
import { boxCodeOf, type HashOfText } from '@lib/vocabulary';
import { type CustodyLink, headOf, nextLink } from '../tube/custody.js';
import type { Act, BoxedTube, HandedTube, Tube } from '../tube/tube.js';
import type { Fact } from '../tube/verdict.js';
import type { Batch, HandedOverBatch, OpenBatch } from './batch.js';

/** As many as one hand-over may count by hand. */
export const tubesInBatchMax = 200;

/** Who acts at which site, and the hash of the custody chain. */
export interface BatchContext {
  readonly act: Act;
  readonly siteCode: string;
  readonly hash: HashOfText;
}

export interface OpenBatchCommand {
  readonly batchId: string;
  readonly campaignId: string;
  readonly labCode: string;
  readonly policyVersion: number | null;
}

/** Opens a box for one laboratory. Its printed code is made of its id, so that it needs no counter. */
export function openBatch(batch: Batch | undefined, command: OpenBatchCommand, context: BatchContext): OpenBatch {
  if (batch !== undefined) throw new Refusal('BATCH_ALREADY_OPEN', { batchId: command.batchId });
  return {
    ...command,
    boxCode: boxCodeOf(command.batchId),
    siteCode: context.siteCode,
    openedBy: context.act.actor,
    openedAt: context.act.recordedAt,
    factsTold: 0,
    version: 1,
    state: 'open',
  };
}

export interface Packing {
  /** Tubes that are in the box now, among those asked for. */
  readonly packed: readonly string[];
  readonly boxed: readonly BoxedTube[];
  readonly links: readonly CustodyLink[];
  readonly refused: readonly { readonly tubeId: string; readonly code: RefusalCode }[];
}

/** Puts tubes into a box, one by one: a tube that may not go in keeps no other tube out. */
export function packTubes(
  batch: OpenBatch,
  tubeIds: readonly string[],
  tubes: ReadonlyMap<string, Tube>,
  tubesInBox: number,
  context: BatchContext,
): Packing {
  const boxed: BoxedTube[] = [];
  const links: CustodyLink[] = [];
  const packed: string[] = [];
  const refused: { tubeId: string; code: RefusalCode }[] = [];
  for (const tubeId of new Set(tubeIds)) {
    const tube = tubes.get(tubeId);
    if (tube?.state === 'boxed' && tube.batchId === batch.batchId) {
      packed.push(tubeId);
      continue;
    }
    const code = tubesInBox + boxed.length >= tubesInBatchMax ? 'BATCH_FULL' : keptOut(tube, batch);
    if (code !== undefined || tube?.state !== 'sealed') {
      refused.push({ tubeId, code: code ?? 'TUBE_NOT_SEALED' });
      continue;
    }
    const detail = { batchId: batch.batchId, boxCode: batch.boxCode };
    const link = nextLink(
      context.hash,
      tube.custody,
      { tubeId, step: 'boxed', place: tube.siteCode, detail },
      context.act,
    );
    boxed.push({ ...tube, state: 'boxed', batchId: batch.batchId, custody: headOf(link), version: tube.version + 1 });
    links.push(link);
    packed.push(tubeId);
  }
  return { packed, boxed, links, refused };
}

function keptOut(tube: Tube | undefined, batch: OpenBatch): RefusalCode | undefined {
  // Another site's tube looks like one that was never scanned: in either case it has no business in this box.
  if (tube?.siteCode !== batch.siteCode) return 'NOT_FOUND';
  if (tube.campaignId !== batch.campaignId) return 'BATCH_OF_OTHER_CAMPAIGN';
  switch (tube.state) {
    case 'opened':
      return 'TUBE_NOT_SEALED';
    case 'sealed':
      return undefined;
    case 'boxed':
      return 'TUBE_IN_OTHER_BATCH';
    case 'handed':
      return 'TUBE_HANDED_OVER';
    case 'void':
      return 'TUBE_VOID';
  }
}

export interface HandOverCommand {
  readonly tubesCounted: number;
  readonly sealNumber: string;
  readonly takenOverBy: string;
  readonly capturedAt: Date;
}

export interface HandingOver {
  readonly batch: HandedOverBatch;
  readonly tubes: readonly HandedTube[];
  readonly links: readonly CustodyLink[];
  readonly fact: Fact;
}

/**
 * Hands a box over. The courier signs for what was counted: when the count and the record differ, a tube is missing or
 * lies in a wrong box, and the box stays until it is found. `tubes` are those that the record has in the box.
 */
export function handOver(
  batch: OpenBatch,
  tubes: readonly Tube[],
  command: HandOverCommand,
  context: BatchContext,
): HandingOver {
  const inBox = tubes.filter((tube): tube is BoxedTube => tube.state === 'boxed' && tube.batchId === batch.batchId);
  if (inBox.length === 0) throw new Refusal('BATCH_EMPTY');
  if (inBox.length !== command.tubesCounted) {
    throw new Refusal('COUNT_DIFFERS', { counted: command.tubesCounted, recorded: inBox.length });
  }
  const { act, hash } = context;
  const { batchId, labCode, siteCode: place } = batch;
  const detail = { batchId, labCode, sealNumber: command.sealNumber, takenOverBy: command.takenOverBy };
  const handed = inBox.map((tube) => {
    const link = nextLink(hash, tube.custody, { tubeId: tube.tubeId, step: 'handed', place, detail }, act);
    return { link, tube: { ...tube, state: 'handed' as const, custody: headOf(link), version: tube.version + 1 } };
  });
  const handedOver: HandedOverBatch = {
    ...batch,
    state: 'handed-over',
    handOver: { ...command, handedOverBy: act.actor, handedOverAt: act.recordedAt },
    factsTold: batch.factsTold + 1,
    version: batch.version + 1,
  };
  const left = handed.map(({ tube }) => tube);
  return { batch: handedOver, tubes: left, links: handed.map(({ link }) => link), fact: factOf(handedOver, left, act) };
}

function factOf(batch: HandedOverBatch, tubes: readonly HandedTube[], act: Act): Fact {
  const { handOver: over } = batch;
  const content = {
    batchId: batch.batchId,
    campaignId: batch.campaignId,
    siteCode: batch.siteCode,
    labCode: batch.labCode,
    sealNumber: over.sealNumber,
    tubesCounted: over.tubesCounted,
    tubes: tubes.map(({ tubeId, members, custody }) => ({
      tubeId,
      specimens: members.length,
      custodySeq: custody.seq,
      custodyHash: custody.hash,
    })),
    priorityTubes: tubes.filter(({ purpose }) => purpose === 'recollection').length,
    handedOverBy: over.handedOverBy,
    takenOverBy: over.takenOverBy,
    capturedAt: over.capturedAt.toISOString(),
    recordedAt: over.handedOverAt.toISOString(),
  };
  return { contract: BatchHandedOverV1, content, sequence: batch.factsTold, act };
}

/** Out: the box, if tubes may still go in. A box of another site looks like no box at all. */
export function mustBeOpenHere(batch: Batch | undefined, siteCode: string): OpenBatch {
  if (batch === undefined || batch.siteCode !== siteCode) throw new Refusal('BATCH_UNKNOWN');
  if (batch.state !== 'open') throw new Refusal('BATCH_CLOSED');
  return batch;
}
