import { serviceNames, type ServiceName } from '../ports.js';
import { auditFolder, containerPort, givenTo, openFolder, secretFolder } from './placing.js';

/** Where `./bulou secrets` puts what the containers may know; never in the repository. */
export const composeSecrets = './.bulou/docker';

const image = 'bulou:local';
const healthy = (probe: string) => ({
  test: ['CMD-SHELL', probe],
  interval: '5s',
  timeout: '3s',
  retries: 24,
  start_period: '10s',
});

const hardened = {
  // The account that owns the secrets: see `containerAccount`.
  user: '${BULOU_UID:-10001}:${BULOU_GID:-10001}',
  restart: 'unless-stopped',
  init: true,
  read_only: true,
  tmpfs: ['/tmp:size=256m,mode=1777'],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
};

function appService(app: ServiceName) {
  const given = givenTo(app, 'compose');
  const isDoor = app === 'gateway';
  return {
    image,
    command: [`dist/apps/${app}/src/main.js`],
    ...hardened,
    environment: given.variables,
    secrets: given.secretKeys.map((key) => ({
      source: `${app}-${key.replace(/\.json$/, '')}`,
      target: `${secretFolder}/${key}`,
    })),
    volumes: [`${composeSecrets}/audit:${auditFolder}`],
    configs: given.openFiles.map((file) => ({ source: file.replace(/\.json$/, ''), target: `${openFolder}/${file}` })),
    ...(isDoor ? { ports: [`127.0.0.1:\${BULOU_PORT_BASE:-8080}:${containerPort}`] } : {}),
    depends_on: isDoor
      ? Object.fromEntries(
          serviceNames.filter((name) => name !== app).map((name) => [name, { condition: 'service_healthy' }]),
        )
      : { setup: { condition: 'service_completed_successfully' } },
    healthcheck: healthy(
      `node -e "fetch('http://127.0.0.1:${containerPort}/readyz').then(a => process.exit(a.ok ? 0 : 1), () => process.exit(1))"`,
    ),
    stop_grace_period: '40s',
    mem_limit: '1024m',
    networks: isDoor ? ['door', 'house'] : ['house'],
  };
}

const postgres = {
  image: 'postgres:15.18-bookworm',
  restart: 'unless-stopped',
  command: [
    'postgres',
    '-c',
    'max_connections=300',
    '-c',
    'shared_buffers=256MB',
    '-c',
    'max_wal_size=2GB',
    '-c',
    'checkpoint_timeout=15min',
    '-c',
    'log_min_error_statement=panic',
    '-c',
    'log_error_verbosity=terse',
  ],
  environment: {
    POSTGRES_PASSWORD_FILE: `${secretFolder}/postgres-password`,
    POSTGRES_INITDB_ARGS: '--locale=C --encoding=UTF8 --auth-host=scram-sha-256',
  },
  secrets: [{ source: 'postgres-password', target: `${secretFolder}/postgres-password` }],
  volumes: ['postgres:/var/lib/postgresql/data'],
  healthcheck: healthy('pg_isready -U postgres -h 127.0.0.1'),
  stop_signal: 'SIGINT',
  networks: ['house'],
};

const redis = {
  image: 'redis:7.0-bookworm',
  restart: 'unless-stopped',
  command: [
    'sh',
    '-c',
    `exec redis-server --appendonly yes --appendfsync always --save "" --maxmemory-policy noeviction --requirepass "$$(cat ${secretFolder}/redis-password)"`,
  ],
  secrets: [{ source: 'redis-password', target: `${secretFolder}/redis-password` }],
  volumes: ['redis:/data'],
  healthcheck: healthy(`redis-cli -a "$$(cat ${secretFolder}/redis-password)" --no-auth-warning ping | grep -q PONG`),
  networks: ['house'],
};

const kafka = {
  image: 'apache/kafka:4.2.1',
  restart: 'unless-stopped',
  environment: {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@kafka:9093',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_HEAP_OPTS: '-Xms128m -Xmx384m',
  },
  volumes: ['kafka:/var/lib/kafka/data'],
  healthcheck: healthy('/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server 127.0.0.1:9092 >/dev/null 2>&1'),
  networks: ['house'],
};

const setup = {
  image,
  build: { context: '.', dockerfile: 'Dockerfile' },
  command: ['dist/apps/bulou/src/main.js', 'setup'],
  ...hardened,
  restart: 'no',
  environment: {
    DATABASE_URL_FILE: `${secretFolder}/administrator-url`,
    KAFKA_BROKERS: 'kafka:9092',
    BULOU_STATE: secretFolder,
  },
  secrets: [
    { source: 'administrator-url', target: `${secretFolder}/administrator-url` },
    { source: 'logins', target: `${secretFolder}/secrets.json` },
  ],
  depends_on: {
    postgres: { condition: 'service_healthy' },
    kafka: { condition: 'service_healthy' },
    redis: { condition: 'service_healthy' },
  },
  networks: ['house'],
};

/** The whole house in containers of one machine; only the gateway can be reached from it, on loopback. */
export function composeFile(): object {
  const apps = Object.fromEntries(serviceNames.map((app) => [app, appService(app)]));
  const ownSecrets = serviceNames.flatMap((app) =>
    givenTo(app, 'compose').secretKeys.map((key) => [
      `${app}-${key.replace(/\.json$/, '')}`,
      { file: `${composeSecrets}/${app}/${key}` },
    ]),
  );
  const partSecrets = ['postgres-password', 'redis-password', 'administrator-url'].map((key) => [
    key,
    { file: `${composeSecrets}/parts/${key}` },
  ]);
  return {
    name: 'bulou',
    services: { postgres, redis, kafka, setup, ...apps },
    networks: { door: {}, house: { internal: true } },
    volumes: { postgres: {}, redis: {}, kafka: {} },
    configs: { jwks: { file: `${composeSecrets}/open/jwks.json` } },
    secrets: Object.fromEntries([
      ...partSecrets,
      ['logins', { file: `${composeSecrets}/setup/secrets.json` }],
      ...ownSecrets,
    ]),
  };
}
