/** Addresses of the servers that tests share; each test keeps to a namespace of its own inside them. */
export interface TestServers {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly kafkaBrokers: readonly string[];
}

const variables = {
  postgresUrl: 'BULOU_TEST_POSTGRES_URL',
  redisUrl: 'BULOU_TEST_REDIS_URL',
  kafkaBrokers: 'BULOU_TEST_KAFKA_BROKERS',
} as const;

/** Out: one address. Throws with the cure when its variable is not set: a test never falls back to a server it was not given. */
export function testServer<K extends keyof TestServers>(name: K): TestServers[K] {
  const variable = variables[name];
  const value = process.env[variable];
  if (!value) {
    throw new Error(
      `${variable} is not set: run ./bulou test, or ./bulou up --parts-only and export ${Object.values(variables).join(', ')}`,
    );
  }
  const address: string | string[] = name === 'kafkaBrokers' ? value.split(',').map((broker) => broker.trim()) : value;
  return address as TestServers[K];
}

/** What a child process of a test inherits. */
export const ownVariables = (): NodeJS.ProcessEnv => process.env;
