import { dayTimeOf } from '@lib/screens';
import { findingWords, noticeKinds, type Finding, type NoticeKindName } from '@lib/vocabulary';
import { pathWith, tail, type WorkList } from './work-line.js';

/** Detections that a laboratory took back: whom they had named, and whether each of them has been told. */
export const withdrawn: WorkList = {
  name: 'withdrawn',
  title: { zh: '已撤回的初筛阳性', en: 'Detections taken back' },
  path: pathWith('/api/isolation/v1/corrections'),
  member: 'corrections',
  line: (row: {
    tubeId: string;
    siteCode: string;
    finding: Finding;
    resultVersion: number;
    withdrawnAt: string;
    withdrawnBy: string;
    people: number;
    revoked: number;
    goOn: number;
    told: number;
    delivered: number;
    failed: number;
    waiting: number;
  }) => ({
    key: `${row.tubeId} ${row.resultVersion}`,
    what: {
      zh: `${tail(row.tubeId)} · ${row.siteCode}：${findingWords[row.finding].zh}（第 ${row.resultVersion} 版）撤回，涉及 ${row.people} 人，解除 ${row.revoked}${row.goOn > 0 ? `，因其他原因继续 ${row.goOn}` : ''}`,
      en: `${tail(row.tubeId)} · ${row.siteCode}: ${findingWords[row.finding].en} (version ${row.resultVersion}) taken back; ${row.people} people, ${row.revoked} revoked${row.goOn > 0 ? `, ${row.goOn} go on for another reason` : ''}`,
    },
    owner: { zh: row.withdrawnBy, en: row.withdrawnBy },
    next: {
      zh: `已致歉 ${row.told}，已送达 ${row.delivered}${row.failed > 0 ? `，▲ 未送达 ${row.failed}（转上门）` : ''}${row.waiting > 0 ? `，▲ 尚未告知 ${row.waiting}` : ''}`,
      en: `${row.told} told, ${row.delivered} delivered${row.failed > 0 ? `, ▲ ${row.failed} not delivered (somebody goes there)` : ''}${row.waiting > 0 ? `, ▲ ${row.waiting} not told yet` : ''}`,
    },
    since: row.withdrawnAt,
  }),
};

/** The words in which people are told, those in use first. Two people stand behind each. */
export const noticeWords: WorkList = {
  name: 'notice-words',
  title: { zh: '通知用语（已批准）', en: 'The words of notices' },
  isForReading: true,
  path: () => '/api/notification/v1/notice-templates',
  member: 'templates',
  line: (row: {
    kind: NoticeKindName;
    version: number;
    textZh: string;
    textEn: string;
    writtenBy: string;
    writtenAt: string;
    approvedBy: string | null;
    approvedAt: string | null;
    isUsed: boolean;
  }) => ({
    key: `${row.kind} ${row.version}`,
    what: {
      zh: `${noticeKinds[row.kind].zh} · 第 ${row.version} 版：${row.textZh}`,
      en: `${noticeKinds[row.kind].en} · version ${row.version}: ${row.textEn}`,
    },
    owner: {
      zh: `${row.writtenBy} 起草${row.approvedBy === null ? '' : `，${row.approvedBy} 批准`}`,
      en: `written by ${row.writtenBy}${row.approvedBy === null ? '' : `, approved by ${row.approvedBy}`}`,
    },
    next:
      row.approvedAt === null
        ? { zh: '待第二人批准', en: 'waits for a second person' }
        : row.isUsed
          ? { zh: `使用中（${dayTimeOf(row.approvedAt)} 批准）`, en: `in use, approved ${dayTimeOf(row.approvedAt)}` }
          : { zh: '已被新版替代', en: 'replaced by a newer version' },
    since: row.writtenAt,
  }),
};
