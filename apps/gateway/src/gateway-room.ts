import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIssuerKeys, type RunningService, signLocalToken, startService } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { gatewayConfig, type GatewayConfig } from './gateway.config.js';
import { gatewayDoor } from './gateway-door.js';
import { GatewayModule } from './gateway.module.js';
import { upstreams } from './passage/upstreams.js';

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A gateway before one server that stands for every room. */
export interface GatewayRoom {
  readonly gateway: RunningService;
  bearer(claims: TokenClaims): Promise<string>;
  /** Sets how the rooms answer from now on. */
  answering(how: Answering): void;
  close(): Promise<void>;
}

const rules = { issuer: 'bulou-local', audience: 'bulou' };

/** For tests. In: how the rooms answer, and what of the configuration is otherwise. */
export async function openGatewayRoom(how: Answering, change: Partial<GatewayConfig> = {}): Promise<GatewayRoom> {
  const folder = await mkdtemp(join(tmpdir(), 'bulou-gateway-'));
  const keys = await makeIssuerKeys('test');
  await mkdir(join(folder, 'keys'));
  await writeFile(join(folder, 'keys/jwks.json'), JSON.stringify(keys.publicKeys));
  await writeFile(join(folder, 'keys/issuer.private.json'), JSON.stringify(keys.privateKey), { mode: 0o600 });
  let answering = how;
  const room = createServer((request, response) => answering(request, response));
  await new Promise<void>((resolve) => room.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(room.address() as AddressInfo).port}`;
  const urls = upstreams.map((name) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, url]);
  const config = gatewayConfig({
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'keys/jwks.json'),
    BULOU_ISSUER_KEY: join(folder, 'keys/issuer.private.json'),
    BULOU_WEB: join(folder, 'web'),
    ...Object.fromEntries(urls),
  });
  const options = { ...gatewayDoor, log: { level: 'error' as const } };
  const gateway = await startService('gateway', GatewayModule, { ...config, ...change }, options);
  return {
    gateway,
    bearer: async (claims) => `Bearer ${(await signLocalToken(keys.privateKey, claims, 5, rules)).token}`,
    answering: (next) => {
      answering = next;
    },
    close: async () => {
      await gateway.close();
      room.closeAllConnections();
      room.close();
      await rm(folder, { recursive: true });
    },
  };
}
