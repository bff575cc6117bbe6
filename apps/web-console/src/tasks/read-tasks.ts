import type { TaskView } from '@lib/contracts/http/isolation/tasks';
import { ask, type Session } from '@lib/screens';

export type { TaskView };

interface Page {
  readonly tasks: TaskView[];
  readonly asOf: string;
  readonly next?: string;
}

const pagesMax = 10;

/** Open tasks of whoever looks, of one kind where it is named, those due first at the top, or a thousand of them. Throws what isolation declines. */
export async function readTasks(
  { campaignId }: Session,
  whose: 'mine' | 'waiting' | 'all',
  kind?: string,
): Promise<{ tasks: TaskView[]; asOf: string }> {
  const tasks: TaskView[] = [];
  let asOf = '';
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = new URLSearchParams({
      whose,
      ...(kind ? { kind } : {}),
      ...(campaignId ? { campaign: campaignId } : {}),
      ...(next ? { cursor: next } : {}),
    });
    const answer = await ask<Page>(`/api/isolation/v1/tasks?${query}`);
    tasks.push(...answer.tasks);
    asOf = answer.asOf;
    next = answer.next;
    if (next === undefined) break;
  }
  return { tasks, asOf };
}
