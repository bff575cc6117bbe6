import { createHash } from 'node:crypto';
import { type Check, foundAll, type Violation } from '../check.js';
import { sortedJson } from '../sorted-json.js';

interface Link {
  readonly tube_id: string;
  readonly seq: number;
  readonly room: 'site' | 'laboratory';
  readonly step: string;
  readonly actor: string;
  readonly device_id: string | null;
  readonly place: string;
  readonly reason: string | null;
  readonly captured_at: Date | null;
  readonly recorded_at: Date;
  readonly detail: Record<string, unknown>;
  readonly hash: string;
}

interface Heads {
  readonly tube_id: string;
  readonly site_code: string;
  readonly site_hash: string;
  readonly handed_hash: string | null;
  readonly lab_hash: string | null;
}

const root = '0'.repeat(64);

const linksSql = `
  with tube as (select tube_id from batching.tubes where campaign_id = any($1::uuid[]))
  select tube_id, seq, 'site' as room, step, actor, device_id::text, place, reason, captured_at, recorded_at, detail,
         encode(hash, 'hex') as hash
    from batching.custody_entries where tube_id in (select tube_id from tube)
  union all
  select tube_id, seq, 'laboratory', step, actor, device_id::text, place, reason, captured_at, recorded_at, detail, hash
    from lab.custody_entries where tube_id in (select tube_id from tube)
  order by tube_id, seq`;

const headsSql = `
  select t.tube_id, t.site_code, encode(t.custody_hash, 'hex') as site_hash, e.handed_custody_hash as handed_hash,
         l.custody_hash as lab_hash
    from batching.tubes t
    left join lab.expected_tubes e using (tube_id) left join lab.lab_tubes l using (tube_id)
   where t.campaign_id = any($1::uuid[])`;

/** SHA-256 over the hash before and the link, as the custody chain is documented. */
export function hashOfLink(before: string, link: Omit<Link, 'hash' | 'room'>): string {
  const entry = {
    tubeId: link.tube_id,
    seq: link.seq,
    step: link.step,
    actor: link.actor,
    deviceId: link.device_id,
    place: link.place,
    reason: link.reason,
    capturedAt: link.captured_at?.toISOString() ?? null,
    recordedAt: link.recorded_at.toISOString(),
    detail: link.detail,
  };
  return createHash('sha256')
    .update(`${before}\n${sortedJson(entry)}`)
    .digest('hex');
}

/** Walks a chain; after a broken link it goes on from the stored hash, so that only the altered link is named. */
function brokenLinks(links: readonly Link[]): Violation[] {
  let before = root;
  return links.flatMap((link): Violation[] => {
    const isWhole = hashOfLink(before, link) === link.hash;
    before = link.hash;
    if (isWhole) return [];
    const note = `第 ${link.seq} 条交接记录（${link.actor}）与写入时不同 / link ${link.seq} (${link.step} by ${link.actor}) is not the one that was hashed when it was written`;
    return [{ tube: link.tube_id, place: link.place, note }];
  });
}

function wrongHeads(head: Heads, links: readonly Link[]): Violation[] {
  const site = links.findLast((link) => link.room === 'site')?.hash;
  const bench = links.findLast((link) => link.room === 'laboratory')?.hash;
  const note = (what: string): Violation => ({ tube: head.tube_id, place: head.site_code, note: what });
  return [
    ...(head.site_hash === site
      ? []
      : [note('采样点链尾不是最后一条记录 / the site’s head is not the last link of its chain')]),
    ...(head.handed_hash === null || head.handed_hash === site
      ? []
      : [
          note(
            '实验室接手的交接链不是采样点交出的 / the chain that the laboratory took over is not the one that the site handed over',
          ),
        ]),
    ...(bench === undefined || head.lab_hash === bench
      ? []
      : [note('实验室链尾不是最后一条记录 / the laboratory’s head is not the last link of its chain')]),
  ];
}

/** Every link of custody is as it was written: who, what, where and when were not altered afterwards. */
export const custodyHashes: Check = {
  id: 'custody-hashes',
  zh: '交接哈希链完整：经手人、地点、时间事后未被改动',
  en: 'the custody chain is whole: nobody altered who, where or when afterwards',
  needs: ['batching.tubes', 'batching.custody_entries', 'lab.lab_tubes', 'lab.expected_tubes', 'lab.custody_entries'],
  async run(view) {
    const links = await view.sql<Link>(linksSql, [view.campaigns]);
    const heads = await view.sql<Heads>(headsSql, [view.campaigns]);
    const byTube = Map.groupBy(links, (link) => link.tube_id);
    return foundAll([
      ...[...byTube.values()].flatMap(brokenLinks),
      ...heads.flatMap((head) => wrongHeads(head, byTube.get(head.tube_id) ?? [])),
    ]);
  },
};
