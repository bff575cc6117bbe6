import { uuid } from '@lib/contracts/fields';
import { acceptTask, declineTask, endTask, offerTask, takeTask } from '@lib/contracts/http/isolation/tasks';
import type { RouteContract } from '@lib/contracts/route';
import { Actor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { TaskActs } from './task-acts.handler.js';
import type { TaskAct } from './task-acts.handler.js';
import { shownTask } from './task-view.js';
import type { Task } from './task.js';

@Controller()
export class TasksController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly acts: TaskActs,
  ) {}

  @Post(takeTask.path)
  @HttpCode(200)
  take(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('taskId') id: string, @Body() body: unknown) {
    const act = actOf(takeTask, id, parse(takeTask.request, body), actor);
    return this.#run('take-task', key, act, body, (tx) => this.acts.take(tx, act));
  }

  @Post(offerTask.path)
  @HttpCode(200)
  offer(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('taskId') id: string, @Body() body: unknown) {
    const asked = parse(offerTask.request, body);
    const act = actOf(offerTask, id, asked, actor);
    return this.#run('offer-task', key, act, body, (tx) => this.acts.offer(tx, act, asked));
  }

  @Post(acceptTask.path)
  @HttpCode(200)
  accept(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('taskId') id: string, @Body() body: unknown) {
    const act = actOf(acceptTask, id, parse(acceptTask.request, body), actor);
    return this.#run('accept-task', key, act, body, (tx) => this.acts.accept(tx, act));
  }

  @Post(declineTask.path)
  @HttpCode(200)
  decline(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('taskId') id: string, @Body() body: unknown) {
    const act = actOf(declineTask, id, parse(declineTask.request, body), actor);
    return this.#run('decline-task', key, act, body, (tx) => this.acts.decline(tx, act));
  }

  @Post(endTask.path)
  @HttpCode(200)
  end(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('taskId') id: string, @Body() body: unknown) {
    const asked = parse(endTask.request, body);
    const act = actOf(endTask, id, asked, actor);
    return this.#run('end-task', key, act, body, (tx) => this.acts.end(tx, act, asked.outcome));
  }

  #run(name: string, key: string, { taskId }: TaskAct, body: unknown, work: (tx: Tx) => Promise<Task>) {
    return this.idempotency.run(key, `${name}/${taskId}`, body, async (tx) => ({
      task: shownTask(await work(tx), tx.recordedAt),
    }));
  }
}

const actOf = (
  route: RouteContract,
  id: string,
  { expectedVersion }: { expectedVersion: number },
  actor: Actor,
): TaskAct => ({ taskId: parse(uuid, id), expectedVersion, actor, route });
