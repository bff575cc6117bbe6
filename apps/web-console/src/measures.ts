import { ask, type Session, type Words } from '@lib/screens';

export interface Appeal {
  readonly appealId: string;
  readonly groundWords: Words;
  readonly words: string;
  readonly dueAt: string;
  readonly isOverdue: boolean;
  readonly decision: string | null;
}
export interface Measure {
  readonly measureId: string;
  readonly participantId: string;
  readonly siteCode: string;
  readonly what: Words;
  readonly why: Words;
  readonly decidedBy: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly appeals: readonly Appeal[];
}
interface Page {
  readonly measures?: Measure[];
  readonly appeals?: { readonly measure: Measure }[];
  readonly asOf: string;
  readonly next?: string;
}

async function everyPage(path: string, { campaignId }: Session): Promise<{ found: Measure[]; asOf: string }> {
  const found: Measure[] = [];
  let asOf = '';
  let next: string | undefined;
  do {
    const query = new URLSearchParams({
      ...(campaignId ? { campaign: campaignId } : {}),
      ...(next ? { cursor: next } : {}),
    });
    const page: Page = await ask<Page>(`/api/isolation/v1/${path}?${query}`);
    found.push(...(page.measures ?? []), ...(page.appeals ?? []).map(({ measure }) => measure));
    asOf = page.asOf;
    next = page.next;
  } while (next);
  return { found, asOf };
}

/**
 * In: who looks. Out: the measures in force; for a reviewer first those with an objection that waits, the most urgent
 * before all, also of measures that are yet to begin.
 */
export async function readMeasures(session: Session): Promise<{ measures: Measure[]; asOf: string }> {
  const objected = session.role === 'auditor' ? (await everyPage('appeals', session)).found : [];
  const { found, asOf } = await everyPage('measures', session);
  const byId = new Map([...objected, ...found].map((one) => [one.measureId, one]));
  return { measures: [...byId.values()], asOf };
}
