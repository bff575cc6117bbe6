import { parseArgs } from 'node:util';
import { listKeys, rotateKeys } from '@lib/contracts/http/registration/keys';
import type { z } from 'zod';
import type { Context } from '../command.js';
import { addWrappingKey, keyFilesIn } from '../keys.js';
import { answer, exit, say, WrongUsage } from '../outcome.js';
import { withLocalClient } from '../outside/local-client.js';
import type { Caller, OutsideClient } from '../outside/outside-client.js';
import { until } from '../outside/until.js';

const operator: Caller = { sub: 'local-admin', role: 'admin', scope: {} };
type Keys = z.output<typeof listKeys.response>;

const stateOf = (client: OutsideClient): Promise<Keys> =>
  client.ask<Keys>(operator, { method: 'GET', path: '/api/registration/v1/keys' });

function print({ currentKey, wrappingKeys, campaigns }: Keys): void {
  say(`当前密钥 current key: ${currentKey}`);
  for (const { keyId, wraps } of wrappingKeys) say(`  ${keyId}: ${wraps} 个行动密钥 campaign keys`);
  for (const { campaignId, keyId, rowsUnderOldKeys, unreadableRows } of campaigns) {
    say(
      `  行动 campaign ${campaignId}: ${keyId ?? '已销毁 none'}, 旧密钥 old ${rowsUnderOldKeys}, 无法读取 unreadable ${unreadableRows}`,
    );
  }
}

/**
 * `keys [status|rotate] [--campaign ID] [--reason TEXT] [--json]`. `rotate` puts a new wrapping key into the key file,
 * makes it the current one, gives each open campaign (or the one named) a new data key, and ends when every row that
 * opens is sealed under it.
 */
export async function run(args: string[], context: Context): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { campaign: text, reason: text, json: { type: 'boolean', default: false } },
  });
  const [word = 'status', ...more] = positionals;
  if (!['status', 'rotate'].includes(word) || more.length > 0) {
    throw new WrongUsage('keys takes one word: ./bulou keys status, or ./bulou keys rotate [--campaign ID]');
  }
  return withLocalClient(context, async (client) => {
    if (word === 'rotate') {
      addWrappingKey(keyFilesIn(context.config.state));
      const json = rotateKeys.request.parse({
        campaignId: values.campaign,
        reason: values.reason ?? '例行轮换 routine',
      });
      await client.ask(operator, { method: 'POST', path: '/api/registration/v1/keys/rotation', json });
      await until('every row is sealed under the new key', 600, async () => {
        const { campaigns } = await stateOf(client);
        const isDone = campaigns.every((one) => one.keyId === null || one.rowsUnderOldKeys <= one.unreadableRows);
        return isDone || undefined;
      });
    }
    const state = await stateOf(client);
    if (values.json) answer(state);
    else print(state);
    return exit.good;
  });
}
