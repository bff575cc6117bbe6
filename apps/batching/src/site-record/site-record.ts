import type { Batch } from '../batch/batch.js';
import type { DeviceCursor, JournalException, PostContext } from '../take-journal/device.js';
import type { CustodyLink } from '../tube/custody.js';
import type { Member, Tube, UndoneScan } from '../tube/tube.js';

/** A tube, and what of it stands in the tables: the store writes the difference. */
export interface TubeRecord {
  readonly kind: 'tube';
  readonly tube: Tube;
  /** False for a tube that has no row yet. */
  readonly isStored: boolean;
  /** Its rows in `open_members`, the same objects as in `tube.members` where nothing changed. */
  readonly openRows: readonly Member[];
}

export interface DeviceRecord {
  readonly kind: 'device';
  readonly cursor: DeviceCursor;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly actor: string;
  /** Written by earlier commands of the same commit, which reading the tables cannot show yet. */
  readonly fresh: Pick<PostContext, 'exceptions' | 'undone'>;
}

export interface PostRecord {
  readonly kind: 'post';
  readonly context: PostContext;
}

export interface BatchRecord {
  readonly kind: 'batch';
  readonly batch: Batch;
  readonly isStored: boolean;
}

/** Everything that one command at a site may lock and change. */
export type SiteState = TubeRecord | DeviceRecord | PostRecord | BatchRecord;

/** Rows that are only ever added. */
export type SiteRow =
  | { readonly table: 'custody'; readonly link: CustodyLink }
  | { readonly table: 'undone'; readonly undone: UndoneScan }
  | { readonly table: 'exception'; readonly exception: JournalException }
  | { readonly table: 'to-file'; readonly tubeId: string };

/** What a POST may have to read besides device and tubes. */
export interface PostId {
  readonly deviceId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly campaignId: string;
}

/** Ids under which the store locks, reads and writes; the word before the blank says which table. */
export const recordId = {
  tube: (tubeId: string): string => `tube ${tubeId}`,
  device: (deviceId: string): string => `device ${deviceId}`,
  batch: (batchId: string): string => `batch ${batchId}`,
  post: ({ deviceId, firstSeq, lastSeq, campaignId }: PostId): string =>
    `post ${deviceId} ${firstSeq} ${lastSeq} ${campaignId}`,
};

/** In: ids of any kind. Out: what stands behind the word, by word. */
export function sortIds(ids: readonly string[]): Record<'tube' | 'device' | 'batch' | 'post', string[]> {
  const sorted = { tube: [] as string[], device: [] as string[], batch: [] as string[], post: [] as string[] };
  for (const id of ids) {
    const blank = id.indexOf(' ');
    const kind = id.slice(0, blank);
    if (!(kind in sorted)) throw new Error(`"${id}" is no id of this record`);
    sorted[kind as keyof typeof sorted].push(id.slice(blank + 1));
  }
  return sorted;
}

/** The state under an id, when it is of that kind. */
export function stateOf<K extends SiteState['kind']>(
  states: ReadonlyMap<string, SiteState>,
  kind: K,
  id: string,
): Extract<SiteState, { kind: K }> | undefined {
  const state = states.get(id);
  return state?.kind === kind ? (state as Extract<SiteState, { kind: K }>) : undefined;
}
