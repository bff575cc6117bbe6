/** Where the tutorial build finds its three servers; `./bulou bench --baseline` sets all of these. */
export const baselineConfig = {
  port: Number(process.env['PORT'] ?? 0),
  databaseUrl: process.env['DATABASE_URL'] ?? '',
  redisUrl: process.env['REDIS_URL'] ?? '',
  brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
  /** Part of every topic, group and queue name. */
  namespace: process.env['BULOU_NAMESPACE'] ?? 'baseline',
};

export const tubeTopic = `${baselineConfig.namespace}.tube`;
export const resultTopic = `${baselineConfig.namespace}.result`;
export const testQueue = `${baselineConfig.namespace}-test`;
