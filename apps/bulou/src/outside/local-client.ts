import { existsSync } from 'node:fs';
import type { Context } from '../command.js';
import { keyFilesIn, readJwk } from '../keys.js';
import { Lacking, WrongUsage } from '../outcome.js';
import { ensureUp } from '../up/ensure-up.js';
import { OutsideClient } from './outside-client.js';

/** Works with a client of the system that runs, in the local profile, and closes it afterwards. */
export async function withLocalClient<T>(context: Context, work: (client: OutsideClient) => Promise<T>): Promise<T> {
  const { config } = context;
  if (config.profile !== 'local') {
    throw new WrongUsage(`tokens are made in the local profile only; this is "${config.profile}".`);
  }
  const { url } = await ensureUp(context);
  const key = keyFilesIn(config.state).issuer;
  if (!existsSync(key)) throw new Lacking('there is no issuer key yet.', 'It is made by: ./bulou up');
  const client = new OutsideClient(url, { key: readJwk(key), name: config.issuer });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
