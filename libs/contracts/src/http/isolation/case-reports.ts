import { cursor, districtCode, instant, receiptNumber, siteCode, tubeId, uuid } from '@lib/contracts/fields';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** The statutory report of each verified case: made within 2 h, checked within 2 h more, investigated within 24 h (R39). */
const nullable = {
  reportedAt: instant.nullable(),
  reportedBy: z.string().nullable(),
  reportReceipt: z.string().nullable(),
  checkDueAt: instant.nullable(),
  checkedAt: instant.nullable(),
  checkedBy: z.string().nullable(),
  investigatedAt: instant.nullable(),
  investigatedBy: z.string().nullable(),
  investigationReceipt: z.string().nullable(),
  /** Set when the case is no longer a verified one: what was reported is to be withdrawn. */
  takenBackAt: instant.nullable(),
  withdrawnAt: instant.nullable(),
  withdrawalReceipt: z.string().nullable(),
};

/** `?state=open|all&cursor=`; open: something of it is still owed. */
export const listCaseReports = defineRoute({
  service: 'isolation',
  method: 'GET',
  path: '/v1/case-reports',
  roles: ['cdc-duty', 'epidemiologist', 'district-liaison', 'command-centre', 'auditor'],
  scope: 'district',
  scopeByRole: { 'command-centre': 'none', auditor: 'none' },
  summary: { zh: '个案报告', en: 'reports of verified cases' },
  query: z.object({ state: z.enum(['open', 'all']).default('open'), cursor: cursor.optional() }),
  response: z.object({
    reports: z.array(
      z.object({
        reportId: uuid,
        caseId: uuid,
        campaignId: uuid,
        participantId: uuid,
        tubeId,
        siteCode,
        districtCode,
        verifiedAt: instant,
        reportDueAt: instant,
        investigateDueAt: instant,
        ...nullable,
        isLate: z.boolean(),
      }),
    ),
    asOf: instant,
    next: z.string().optional(),
  }),
});

const steps = {
  reported: { zh: '登记网络直报回执', en: 'record the receipt of the report' },
  investigated: { zh: '登记流调完成', en: 'record that the case was investigated' },
  withdrawn: { zh: '登记订正回执', en: 'record that the report was withdrawn' },
} as const;

const stepRoute = <const S extends keyof typeof steps>(step: S, roles: readonly ('cdc-duty' | 'epidemiologist')[]) =>
  defineRoute({
    service: 'isolation',
    method: 'POST',
    path: `/v1/case-reports/:reportId/${step}`,
    roles,
    scope: 'district',
    isIdempotent: true,
    object: { kind: 'case-report', by: 'reportId', unseen: 'REPORT_UNKNOWN' },
    summary: steps[step],
    request: z.object({ receiptNumber }),
    response: z.object({ reportId: uuid, at: instant, isLate: z.boolean() }),
  });

export const caseReported = stepRoute('reported', ['cdc-duty']);
export const caseInvestigated = stepRoute('investigated', ['epidemiologist', 'cdc-duty']);
export const caseReportWithdrawn = stepRoute('withdrawn', ['cdc-duty']);

/** By another person than the one who reported. */
export const checkCaseReport = defineRoute({
  service: 'isolation',
  method: 'POST',
  path: '/v1/case-reports/:reportId/checked',
  roles: ['cdc-duty'],
  scope: 'district',
  isIdempotent: true,
  object: { kind: 'case-report', by: 'reportId', unseen: 'REPORT_UNKNOWN' },
  summary: { zh: '审核报告（须由另一人）', en: 'check a report, as another person' },
  request: z.object({}),
  response: z.object({ reportId: uuid, at: instant, isLate: z.boolean() }),
});
