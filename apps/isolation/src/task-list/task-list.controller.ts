import { instant, uuid } from '@lib/contracts/fields';
import { listTasks } from '@lib/contracts/http/isolation/tasks';
import { Actor, boundTo, CLOCK, cursorOf, Database, encodeCursor, parse } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { isOverseer } from '../tasks/task.decider.js';
import { taskFrom, taskSelect } from '../tasks/task-rows.js';
import type { TaskRow } from '../tasks/task-rows.js';
import { shownTask } from '../tasks/task-view.js';

const pageRows = 100;
// When it is due, which.
const query = listTasks.query.extend({ cursor: cursorOf(instant, uuid).optional() });

const states = { open: `t.state = 'open'`, ended: `t.state <> 'open'`, all: 'true' };
const isMine = '(t.owner_person = $4 or t.offered_to_person = $4 or t.offered_to_role = $5)';
const whose = {
  all: `($6 or ${isMine} or (t.owner_person is null and t.owner_role = $5))`,
  mine: isMine,
  waiting: 't.owner_person is null and ($6 or t.owner_role = $5)',
};

/** Tasks of the caller's district, site or laboratory: the overseers' all, everybody else's own. People are pseudonyms. */
@Controller()
export class TaskListController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(listTasks.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    const wanted = parse(query, asked);
    const { district = null, site = null } = boundTo(actor, listTasks);
    const [dueAt = null, id = null] = wanted.cursor ?? [];
    const rows = await this.database.query<TaskRow>(
      `select ${taskSelect} from tasks t
        where ($1::text is null or t.district_code = $1) and ($2::text is null or t.site_code = $2)
          and ${states[wanted.state]} and ($3::uuid is null or t.campaign_id = $3) and ${whose[wanted.whose]}
          -- Every parameter is named once whatever is asked, so that its type is known.
          and $4::text <> '' and $5::text <> '' and $6::boolean is not null
          and ($7::uuid is null or t.case_id = $7) and ($8::text is null or t.kind = $8)
          and (not $9::boolean or (t.state = 'open' and t.due_at <= (select clock_timestamp())))
          and ($10::timestamptz is null or (t.due_at, t.task_id) > ($10, $11::uuid))
        order by t.due_at, t.task_id limit ${pageRows + 1}`,
      [
        ...[district, site, wanted.campaign ?? null, actor.id, actor.role, isOverseer(actor.role)],
        ...[wanted.case ?? null, wanted.kind ?? null, wanted.overdue === 'yes', dueAt, id],
      ],
    );
    const asOf = this.clock.now();
    const tasks = rows.slice(0, pageRows).map((row) => shownTask(taskFrom(row), asOf));
    const last = rows.length > pageRows ? tasks.at(-1) : undefined;
    return {
      tasks,
      asOf: asOf.toISOString(),
      ...(last === undefined ? {} : { next: encodeCursor(last.dueAt, last.taskId) }),
    };
  }
}
