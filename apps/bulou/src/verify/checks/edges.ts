import type { TubeState } from '@lib/vocabulary';
import { type Check, sqlCheck } from '../check.js';
import { standing, standingNeeds } from '../standing-sql.js';

interface Edge {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** Where a tube stands that did not pass this edge. */
  readonly stuckAs: TubeState;
  /** SQL text: who has to act, and where it was last. */
  readonly owner: string;
}

const edges: readonly Edge[] = [
  {
    id: 'edge-sealed',
    zh: '每个用过的管都已封管或作废',
    en: 'every used tube was sealed, or made void',
    stuckAs: 'opened',
    owner: `'采样点开管后未封管 / site ' || site_code || ' opened it and did not seal it'`,
  },
  {
    id: 'edge-boxed',
    zh: '每个封好的管都已装箱或作废',
    en: 'every sealed tube was boxed, or made void',
    stuckAs: 'sealed',
    owner: `'采样点封管后未装箱 / site ' || site_code || ' sealed it and put it into no box'`,
  },
  {
    id: 'edge-handed',
    zh: '每个装箱的管都已交出',
    en: 'every boxed tube was handed over',
    stuckAs: 'boxed',
    owner: `'仍在采样点箱中未交出 / site ' || site_code || ' holds it in box ' || coalesce(box_code, '?')`,
  },
  {
    id: 'edge-received',
    zh: '每个交出的管都已被实验室收到、拒收或挂失',
    en: 'every tube that was handed over was received, rejected or declared lost',
    stuckAs: 'handed',
    owner: `'已离开采样点，从未到达实验室，应由实验室查找或挂失 / left ' || site_code || ' in box ' || coalesce(box_code, '?') || ' and never came; ' || coalesce(lab_code, 'its laboratory') || ' has to find it or declare it lost'`,
  },
  {
    id: 'edge-resulted',
    zh: '每个收到的管都有结果、被拒收或挂失',
    en: 'every received tube has a result, or was rejected or lost',
    stuckAs: 'received',
    owner: `'实验室已收而无结果 / ' || coalesce(lab_code, 'its laboratory') || ' received it and gave no result'`,
  },
];

const edgeCheck = ({ stuckAs, owner, ...edge }: Edge): Check =>
  sqlCheck({
    ...edge,
    needs: standingNeeds,
    values: [stuckAs],
    sql: `
      select tube_id as tube, case when state in ('opened', 'sealed', 'boxed') then site_code else coalesce(lab_code, site_code) end as place,
             ${owner} || ' (' || specimens || ' specimens, opened ' || to_char(opened_at, 'YYYY-MM-DD HH24:MI') || 'Z, '
               || case when is_closed then 'the round is closed' else 'past its clock' end || ')' as note
        from ${standing} as s where state = $2::text and specimens > 0 and is_due`,
  });

/** Tubes used = resulted + rejected + void + lost, asked at each of the five edges where a tube can stay behind. */
export const everyTubeEnds: readonly Check[] = edges.map(edgeCheck);
