import type { Words } from '@lib/screens';
import { findingWords, type Finding } from '@lib/vocabulary';
import { nameOf, type WorkAct, type WorkList } from './work-line.js';

const decisions = {
  'first-stands': { zh: '维持第一家结果', en: 'The first stands' },
  'second-stands': { zh: '以第二家结果为准', en: 'The second stands' },
  'draw-again': { zh: '重新采样', en: 'Draw again' },
} as const satisfies Readonly<Record<string, Words>>;

type Decision = keyof typeof decisions;

interface ReferralRow {
  readonly referralId: string;
  readonly tubeId: string;
  readonly fromLab: string;
  readonly toLab: string;
  readonly firstFinding: Finding;
  readonly secondFinding: Finding | null;
  readonly referredAt: string;
  readonly decision: Decision | null;
  readonly decidedBy: string | null;
  readonly state: 'on-the-way' | 'with-second-lab' | 'agrees' | 'contradicts' | 'decided';
}

const afterDecision: Readonly<Record<Decision, Words>> = {
  'first-stands': { zh: '维持原结果，无须处理', en: 'the first result stands; nothing to do' },
  'second-stands': {
    zh: '▲ 请第一家实验室两名审核员更正其结果；更正前处置单不变',
    en: '▲ two supervisors of the first laboratory correct its result; the case stays as it is until then',
  },
  'draw-again': {
    zh: '已通知本人重新单采；出结果后由疾控裁定',
    en: 'the person is called for another swab; CDC decides once it has its answer',
  },
};
const nextOf: Readonly<Record<Exclude<ReferralRow['state'], 'decided'>, Words>> = {
  'on-the-way': { zh: '由第二家签收', en: 'the second laboratory receives it' },
  'with-second-lab': { zh: '待第二家出结果', en: 'the second laboratory tests it' },
  agrees: { zh: '两家一致，无须处理', en: 'both agree; nothing to do' },
  contradicts: {
    zh: '▲ 两家不一致：由未经手此样本的疾控值班员裁定',
    en: '▲ they contradict each other: a duty officer who brought neither decides',
  },
};

function actsOf({ referralId, toLab, state }: ReferralRow, role: string, lab: string | undefined): WorkAct[] {
  const path = `/api/lab/v1/referrals/${referralId}`;
  if (state === 'contradicts' && role === 'cdc-duty') {
    return Object.entries(decisions).map(([decision, name]) => ({ name, path: `${path}/decide`, json: { decision } }));
  }
  const isHere = state === 'on-the-way' && lab === toLab;
  return isHere ? [{ name: { zh: '签收', en: 'Received' }, path: `${path}/receive`, json: {} }] : [];
}

function ownerOf({ state, decision, decidedBy, fromLab, toLab }: ReferralRow): Words {
  if (state === 'contradicts') return nameOf('cdc-duty');
  if (state === 'decided')
    return decision === 'second-stands' ? nameAt(fromLab) : { zh: `${decidedBy}`, en: `${decidedBy}` };
  return nameAt(toLab);
}
const nameAt = (lab: string): Words => ({ zh: `实验室 ${lab}`, en: `laboratory ${lab}` });

/** Specimens at a second laboratory: both findings, what was decided where they contradict each other, and who is next. */
export const referrals: WorkList = {
  name: 'referrals',
  title: { zh: '送第二实验室复核的样本', en: 'Specimens at a second laboratory' },
  path: () => '/api/lab/v1/referrals',
  member: 'referrals',
  line: (row: ReferralRow, { role, scope }) => {
    const { referralId, tubeId, fromLab, toLab, firstFinding, secondFinding, decision } = row;
    const second = secondFinding === null ? { zh: '未出', en: 'none yet' } : findingWords[secondFinding];
    const decided = decision === null ? undefined : decisions[decision];
    return {
      key: referralId,
      what: {
        zh: `${tubeId}：${fromLab} ${findingWords[firstFinding].zh}；${toLab} ${second.zh}${decided ? `；裁定：${decided.zh}` : ''}`,
        en: `${tubeId}: ${fromLab} ${findingWords[firstFinding].en}; ${toLab} ${second.en}${decided ? `; decided: ${decided.en}` : ''}`,
      },
      owner: ownerOf(row),
      next:
        row.state === 'decided'
          ? decision === null
            ? nextOf.contradicts
            : afterDecision[decision]
          : nextOf[row.state],
      since: row.referredAt,
      acts: actsOf(row, role, scope.lab),
    };
  },
};
