import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import type { CampaignRules, Case } from '../subject/subject.js';
import { TaskStore } from '../tasks/task.store.js';
import { taskDue } from '../tasks/task-kinds.js';
import type { NewTask } from '../tasks/task.js';
import { edgeKinds, edgeStepsOf } from './edge.decider.js';
import type { EdgeKind, EdgeStep } from './edge.decider.js';

/** A step that a case has already: the newest of its kind. */
interface KnownEdge {
  readonly caseId: string;
  readonly kind: EdgeKind;
  readonly sequence: number;
  readonly isOpen: boolean;
  /** Who has, or had, a step of this case last: what follows is theirs until they hand it on. */
  readonly owner: string | null;
}

interface Stepped extends Changed {
  readonly one: Case;
  readonly steps: readonly EdgeStep[];
}

/** Opens, finishes and cancels the eight steps of a case as it goes, in the transaction of the decision. */
@Injectable()
export class CaseEdges implements CaseFollower {
  constructor(
    private readonly tasks: TaskStore,
    private readonly campaigns: CampaignStore,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    const stepped = changed.flatMap((one): Stepped[] => {
      const steps = edgeStepsOf(one);
      return steps.length === 0 || one.after.case === null ? [] : [{ ...one, one: one.after.case, steps }];
    });
    if (stepped.length === 0) return;
    await this.#close(tx, stepped);
    await this.#open(tx, stepped);
    await this.#restart(tx, stepped);
  }

  async #close(tx: Tx, stepped: readonly Stepped[]): Promise<void> {
    const known = stepped.filter(({ before }) => before.case !== null);
    for (const [about, group] of groups(known, 'finish')) {
      await this.tasks.finish(tx, about.kind, group, { outcome: about.outcome, by: 'isolation' });
    }
    for (const [about, group] of groups(known, 'cancel')) {
      await this.tasks.cancel(tx, about.kind, group, about.reason);
    }
  }

  async #open(tx: Tx, stepped: readonly Stepped[]): Promise<void> {
    const opening = stepped.filter(({ steps }) => steps.some(({ does }) => does === 'open'));
    if (opening.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      opening.map(({ after }) => after.campaignId),
    );
    const known = await this.#known(
      tx,
      opening.filter(({ before }) => before.case !== null).map(({ one }) => one.caseId),
    );
    const rows = opening.flatMap((each) =>
      newEdges(each, known.get(each.one.caseId) ?? [], rulesOf(each.after.campaignId), tx.recordedAt),
    );
    await this.tasks.open(tx, rows);
  }

  async #restart(tx: Tx, stepped: readonly Stepped[]): Promise<void> {
    const restarting = stepped.flatMap(({ after, one, steps }) =>
      steps.flatMap((step) => (step.does === 'restart' ? [{ campaignId: after.campaignId, one, step }] : [])),
    );
    if (restarting.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      restarting.map(({ campaignId }) => campaignId),
    );
    for (const { campaignId, one, step } of restarting) {
      await this.tasks.move(tx, step.kind, [one.caseId], taskDue(step.kind, step.from, rulesOf(campaignId)));
    }
  }

  async #known(tx: Tx, caseIds: readonly string[]): Promise<Map<string, KnownEdge[]>> {
    if (caseIds.length === 0) return new Map();
    const rows = await tx.query<KnownEdge>(
      `select distinct on (t.subject, t.kind) t.subject as "caseId", t.kind, t.sequence,
              t.state = 'open' as "isOpen",
              (select o.owner_person from tasks o where o.case_id = t.case_id and o.kind = any($2::text[])
                  and o.owner_person is not null order by o.changed_at desc limit 1) as owner
         from tasks t where t.subject = any($1::text[]) and t.kind = any($2::text[])
        order by t.subject, t.kind, t.sequence desc`,
      [caseIds, edgeKinds],
    );
    return Map.groupBy(rows, (row) => row.caseId);
  }
}

function newEdges(
  { after, one, steps }: Stepped,
  known: readonly KnownEdge[],
  rules: CampaignRules,
  at: Date,
): NewTask[] {
  const kinds = steps.flatMap((step) => (step.does === 'open' ? [step.kind] : []));
  return kinds.flatMap((kind) => {
    const last = known.find((edge) => edge.kind === kind);
    if (last?.isOpen === true) return [];
    const swabDue = kind === 'single-result' && kinds.includes('recollect') ? taskDue('recollect', at, rules) : at;
    return [
      {
        ...{ kind, campaignId: after.campaignId, participantId: after.participantId, caseId: one.caseId },
        ...{ subject: one.caseId, sequence: (last?.sequence ?? 0) + 1, siteCode: one.siteCode },
        ...{ ownerPerson: known[0]?.owner ?? null, openedBy: 'isolation', policyVersion: rules.policyVersion },
        ...{ beginsAt: at, dueAt: taskDue(kind, swabDue, rules) },
      },
    ];
  });
}

type StepThat<D extends EdgeStep['does']> = Extract<EdgeStep, { readonly does: D }>;

// One statement for everybody to whom the same happens: a wave is decided together.
function groups<D extends 'finish' | 'cancel'>(stepped: readonly Stepped[], does: D): [StepThat<D>, string[]][] {
  const found = new Map<string, [StepThat<D>, string[]]>();
  for (const { one, steps } of stepped) {
    for (const step of steps) {
      if (step.does !== does) continue;
      const same = step as StepThat<D>;
      const name = JSON.stringify(same);
      const group = found.get(name) ?? [same, []];
      group[1].push(one.caseId);
      found.set(name, group);
    }
  }
  return [...found.values()];
}
