import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RouteContract, ServiceName } from '@lib/contracts/route';
import { serviceConfig, startService } from '@lib/platform';
import type { BaseConfig, Environment, RunningService, ServiceOptions } from '@lib/platform';
import { namespacedKafka, namespacedPostgres, namespacedRedis, testServer } from '@lib/testing';
import type { NamespacedKafka } from '@lib/testing';
import type { JWK } from 'jose';
import { BatchingModule } from '../../apps/batching/src/batching.module.js';
import { ensureKeys, readJwk } from '../../apps/bulou/src/keys.js';
import { CommandCentreModule } from '../../apps/command-centre/src/command-centre.module.js';
import { gatewayConfig } from '../../apps/gateway/src/gateway.config.js';
import { gatewayDoor } from '../../apps/gateway/src/gateway-door.js';
import { GatewayModule } from '../../apps/gateway/src/gateway.module.js';
import { IsolationModule } from '../../apps/isolation/src/isolation.module.js';
import { LabModule } from '../../apps/lab/src/lab.module.js';
import { NotificationModule } from '../../apps/notification/src/notification.module.js';
import { registrationConfig } from '../../apps/registration/src/registration.config.js';
import { RegistrationModule } from '../../apps/registration/src/registration.module.js';
import { ResultDeskModule } from '../../apps/result-desk/src/result-desk.module.js';

type Room = Exclude<ServiceName, 'gateway'>;
type Root = new () => object;

const rooms: Readonly<Record<Room, Root>> = {
  registration: RegistrationModule,
  batching: BatchingModule,
  lab: LabModule,
  notification: NotificationModule,
  isolation: IsolationModule,
  'command-centre': CommandCentreModule,
  'result-desk': ResultDeskModule,
};

/** All services of the house in this process, on real stores of their own. */
export interface House {
  /** Address of a service itself; the gateway's leads to all of them. */
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Signs tokens that the house takes. */
  readonly issuerKey: JWK;
  /** Starts one more service beside them, for what a test plants. Out: its address. */
  plant(root: Root, routes: readonly RouteContract[]): Promise<string>;
  /** Looks into the schemas of all rooms behind their backs. */
  sql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

const quiet: ServiceOptions = { log: { level: 'error' } };

function configOf(room: Room, env: Environment): BaseConfig {
  return room === 'registration' ? registrationConfig(env) : serviceConfig(room, env);
}

/** Starts every service, on the topics given or on its own. Throws with the cure when a server of the tests is not named. */
export async function openHouse(kafka: NamespacedKafka = namespacedKafka()): Promise<House> {
  const redis = await namespacedRedis(kafka.namespace);
  const postgres = await namespacedPostgres('registration');
  const folder = await mkdtemp(join(tmpdir(), 'bulou-rights-'));
  const keys = await ensureKeys(folder);
  const running: RunningService[] = [];
  const forget = async (): Promise<void> => {
    for (const service of running.toReversed()) await service.close();
    await postgres.drop();
    await redis.drop();
    await kafka.drop();
    await rm(folder, { recursive: true });
  };
  const shared = {
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_NAMESPACE: kafka.namespace,
    BULOU_JWKS: keys.jwks,
    BULOU_IDENTITY_KEYS: keys.identity,
    KAFKA_BROKERS: testServer('kafkaBrokers').join(','),
    REDIS_URL: redis.url,
  };
  try {
    const urls: Partial<Record<ServiceName, string>> = {};
    for (const [room, root] of Object.entries(rooms) as [Room, Root][]) {
      const schema = room.replaceAll('-', '_');
      const login = schema === 'registration' ? postgres.url : await postgres.addSchema(schema);
      const service = await startService(room, root, configOf(room, { ...shared, DATABASE_URL: login }), quiet);
      running.push(service);
      urls[room] = service.url;
    }
    const upstreams = Object.entries(urls).map(([room, url]) => [
      `${room.toUpperCase().replaceAll('-', '_')}_URL`,
      url,
    ]);
    const doorConfig = gatewayConfig({
      ...shared,
      ...(Object.fromEntries(upstreams) as Record<string, string>),
      BULOU_ISSUER_KEY: keys.issuer,
      BULOU_WEB: join(folder, 'web'),
    });
    const gateway = await startService('gateway', GatewayModule, doorConfig, { ...gatewayDoor, ...quiet });
    running.push(gateway);
    return {
      urls: { ...urls, gateway: gateway.url } as Record<ServiceName, string>,
      issuerKey: readJwk(keys.issuer),
      plant: async (root, routes) => {
        const config = configOf('lab', { ...shared, DATABASE_URL: postgres.url });
        const planted = await startService('lab', root, config, { ...quiet, routes });
        running.push(planted);
        return planted.url;
      },
      sql: (text, values) => postgres.admin(text, values),
      close: forget,
    };
  } catch (error) {
    await forget();
    throw error;
  }
}
