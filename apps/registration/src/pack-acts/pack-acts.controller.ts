import { uuid } from '@lib/contracts/fields';
import { addPack, confirmPackAct, listPacks, proposePackAct } from '@lib/contracts/http/registration/policy-packs';
import { Actor, appendAudit, cursorOf, encodeCursor, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { PolicyPackStore } from '../policy-pack/policy-pack.store.js';
import { PackActs } from './pack-acts.handler.js';

const pageRows = 50;
// Which pack, which version.
const query = listPacks.query.extend({
  cursor: cursorOf(z.string().max(41), z.string().regex(/^\d{1,9}$/)).optional(),
});

@Controller()
export class PackActsController {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly packs: PolicyPackStore,
    private readonly packActs: PackActs,
  ) {}

  @Get(listPacks.path)
  async list(@Query() asked: unknown) {
    const { cursor } = parse(query, asked);
    const [packId, version] = cursor ?? [];
    const after = packId === undefined ? undefined : { packId, version: Number(version) };
    const rows = await this.packs.list(after, pageRows + 1);
    const packs = rows.slice(0, pageRows);
    const last = rows.length > pageRows ? packs.at(-1) : undefined;
    return { packs, ...(last === undefined ? {} : { next: encodeCursor(last.packId, String(last.version)) }) };
  }

  @Post(addPack.path)
  add(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const pack = parse(addPack.request, body);
    return this.idempotency.run(key, 'POST /v1/policy-packs', body, async (tx) => {
      const version = await this.packs.add(tx, pack, actor.id);
      const object = { kind: 'policy-pack', id: pack.packId };
      appendAudit(tx, { kind: 'policy-pack-added', actor, object, detail: { version } });
      return { packId: pack.packId, version };
    });
  }

  @Post(proposePackAct.path)
  propose(
    @Actor() actor: Actor,
    @IdempotencyKey() key: string,
    @Param('campaignId') id: string,
    @Body() body: unknown,
  ) {
    const campaignId = parse(uuid, id);
    const command = parse(proposePackAct.request, body);
    return this.idempotency.run(key, `POST /v1/campaigns/${campaignId}/pack-acts`, body, (tx) =>
      this.packActs.propose(tx, campaignId, command, actor),
    );
  }

  @Post(confirmPackAct.path)
  @HttpCode(200)
  confirm(@Actor() actor: Actor, @IdempotencyKey() key: string, @Param('actId') id: string, @Body() body: unknown) {
    const actId = parse(uuid, id);
    parse(confirmPackAct.request, body);
    return this.idempotency.run(key, `POST /v1/pack-acts/${actId}/confirm`, {}, (tx) =>
      this.packActs.confirm(tx, actId, actor),
    );
  }
}
