import { topics, type Unit, units } from './inventory.js';
import { type Manifest, labelsOf } from './kubernetes-app.js';

const replication = 3;
// Topics keep seven days; the outbox keeps ten, so that a wiped cluster is filled again from the rows.
const retentionMs = 7 * 24 * 3_600_000;
const brokersByTls = 'bulou-kafka-bootstrap:9093';
const kafkaFolder = '/run/secrets/kafka';

/** One Strimzi resource for each topic of the contracts. */
export const kafkaTopics: readonly Manifest[] = topics.map(({ name, partitions }) => ({
  apiVersion: 'kafka.strimzi.io/v1',
  kind: 'KafkaTopic',
  metadata: { name, labels: { ...labelsOf('kafka'), 'strimzi.io/cluster': 'bulou' } },
  spec: {
    partitions,
    replicas: replication,
    config: { 'min.insync.replicas': 2, 'retention.ms': retentionMs, 'cleanup.policy': 'delete' },
  },
}));

const on = (type: string, name: string, patternType: 'literal' | 'prefix' = 'literal') => ({ type, name, patternType });

/** A login for each room that may write its own topics, read those it hears, and nothing else. */
export const kafkaUsers: readonly Manifest[] = units
  .filter(({ usesStore }) => usesStore)
  .map(({ app, reads, writes }) => ({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    metadata: { name: app, labels: { ...labelsOf(app), 'strimzi.io/cluster': 'bulou' } },
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: [
          // A room looks whether the topics of the house are there before it begins.
          { resource: on('topic', 'bulou.', 'prefix'), operations: ['Describe'] },
          ...writes.map((topic) => ({ resource: on('topic', topic), operations: ['Write', 'Describe'] })),
          ...reads.map((topic) => ({ resource: on('topic', topic), operations: ['Read', 'Describe'] })),
          // Its group, and the group of alarms beside it.
          ...(reads.length > 0 ? [{ resource: on('group', app, 'prefix'), operations: ['Read', 'Describe'] }] : []),
        ],
      },
    },
  }));

const lag = (app: string, topic: string) => ({
  type: 'kafka',
  metadata: {
    bootstrapServers: brokersByTls,
    consumerGroup: app,
    topic,
    // A replica works off some thousands of events a second; this is a second of delay.
    lagThreshold: '2000',
    sasl: 'scram_sha512',
    tls: 'enable',
  },
  authenticationRef: { name: `kafka-${app}` },
});

const busy = { type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } };

/** Autumn mornings begin at one minute: scale on processor time where people wait, on lag where facts do. */
export const scaling: readonly Manifest[] = units.flatMap(({ app, replicas, reads }: Unit) => [
  {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: app, labels: labelsOf(app) },
    spec: {
      scaleTargetRef: { name: app },
      minReplicaCount: replicas.min,
      maxReplicaCount: replicas.max,
      pollingInterval: 10,
      cooldownPeriod: 300,
      advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } } },
      triggers: [busy, ...reads.map((topic) => lag(app, topic))],
    },
  },
  ...(reads.length === 0
    ? []
    : [
        {
          apiVersion: 'keda.sh/v1alpha1',
          kind: 'TriggerAuthentication',
          metadata: { name: `kafka-${app}`, labels: labelsOf(app) },
          spec: {
            secretTargetRef: [
              { parameter: 'username', name: `kafka-${app}-login`, key: 'username' },
              { parameter: 'password', name: app, key: 'password' },
              { parameter: 'ca', name: 'bulou-cluster-ca-cert', key: 'ca.crt' },
            ],
          },
        },
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: `kafka-${app}-login`, labels: labelsOf(app) },
          stringData: { username: app },
        },
      ]),
]);

/** Brokers that ask for TLS and a login: the secrets that Strimzi writes, mounted where each room reads them. */
export const kafkaAccess: readonly Manifest[] = units
  .filter(({ usesStore }) => usesStore)
  .map(({ app }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app },
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: app,
              env: [
                { name: 'KAFKA_BROKERS', value: brokersByTls },
                { name: 'KAFKA_CA', value: `${kafkaFolder}/ca.crt` },
                { name: 'KAFKA_USER', value: app },
                { name: 'KAFKA_PASSWORD_FILE', value: `${kafkaFolder}/password` },
              ],
              volumeMounts: [{ name: 'kafka', mountPath: kafkaFolder, readOnly: true }],
            },
          ],
          volumes: [
            {
              name: 'kafka',
              projected: {
                defaultMode: 0o440,
                sources: [
                  { secret: { name: 'bulou-cluster-ca-cert', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
                  { secret: { name: app, items: [{ key: 'password', path: 'password' }] } },
                ],
              },
            },
          ],
        },
      },
    },
  }));
