import { parseArgs } from 'node:util';
import {
  dropParkedRequest,
  dropReason,
  hearingServices,
  parkedEvent,
  replayParkedAnswer,
  replayParkedRequest,
} from '@lib/contracts/http/parked-keys';
import { z } from 'zod';
import type { Context } from '../command.js';
import { answer, exit, say, WrongUsage } from '../outcome.js';
import { withLocalClient } from '../outside/local-client.js';
import type { Caller, OutsideClient } from '../outside/outside-client.js';

const operator: Caller = { sub: 'local-admin', role: 'admin', scope: {} };
const listAnswer = z.object({ parked: z.array(parkedEvent) });
type Room = (typeof hearingServices)[number];

const usage =
  './bulou parked [list] [--service NAME], parked replay --service NAME --consumer NAME --topic NAME --key KEY, or parked drop --service NAME --id N --reason WORD';

function roomOf(name: string | undefined): Room {
  const room = hearingServices.find((service) => service === name);
  if (room === undefined) throw new WrongUsage(`--service is one of ${hearingServices.join(', ')}: ${usage}`);
  return room;
}

async function list(client: OutsideClient, rooms: readonly Room[], asJson: boolean): Promise<void> {
  const found = [];
  for (const service of rooms) {
    const { parked } = listAnswer.parse(
      await client.ask(operator, { method: 'GET', path: `/api/${service}/v1/parked` }),
    );
    found.push(...parked.map((event) => ({ service, ...event })));
  }
  if (asJson) return answer({ parked: found });
  if (found.length === 0) say('没有搁置的事件 nothing is parked');
  for (const { service, id, consumer, topic, key, type, state, reason, attempts } of found) {
    say(`${service} ${id} ${state} ${consumer} ${topic} ${key} ${type ?? '?'} ×${attempts}\n  ${reason}`);
  }
}

/**
 * `parked [list|replay|drop]`: the events that services put aside. `replay` applies those of one key in their order after
 * the cause was repaired; `drop` takes one out for good. Both are written into the audit chain of the service.
 * Exit 1 when a replay leaves something parked.
 */
export async function run(args: string[], context: Context): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ service: text, consumer: text, topic: text, key: text, id: text, reason: text },
      json: { type: 'boolean', default: false },
    },
  });
  const [word = 'list', ...more] = positionals;
  if (!['list', 'replay', 'drop'].includes(word) || more.length > 0) throw new WrongUsage(usage);
  const rooms = word === 'list' && values.service === undefined ? hearingServices : [roomOf(values.service)];
  const [room] = rooms;
  const checked = {
    replay: word === 'replay' ? given(replayParkedRequest, values) : undefined,
    drop: word === 'drop' ? given(dropParkedRequest.extend({ id: z.string().regex(/^\d{1,15}$/) }), values) : undefined,
  };
  return withLocalClient(context, async (client) => {
    if (checked.replay) {
      const call = { method: 'PUT', path: `/api/${room}/v1/parked/replayed`, json: checked.replay } as const;
      const outcome = replayParkedAnswer.parse(await client.ask(operator, call));
      if (values.json) answer(outcome);
      else
        say(`已重放 applied ${outcome.applied} · 仍搁置 still parked ${outcome.stillParked} ${outcome.reason ?? ''}`);
      return outcome.stillParked === 0 ? exit.good : exit.checkFailed;
    }
    if (checked.drop) {
      const { id, reason } = checked.drop;
      await client.ask(operator, { method: 'PUT', path: `/api/${room}/v1/parked/${id}/dropped`, json: { reason } });
      if (values.json) answer({ dropped: Number(id) });
      else say(`已丢弃 dropped ${id}`);
    } else await list(client, rooms, values.json);
    return exit.good;
  });
}

function given<S extends z.ZodType>(schema: S, values: unknown): z.output<S> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const reasons = dropReason.options.join(', ');
  throw new WrongUsage(`${parsed.error.issues[0]?.path.join('.')} is missing or wrong (reasons: ${reasons}): ${usage}`);
}
