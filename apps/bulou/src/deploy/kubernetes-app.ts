import type { ServiceName } from '../ports.js';
import { type Unit, units } from './inventory.js';
import { auditFolder, containerPort, givenTo, openFolder, secretFolder } from './placing.js';

export type Manifest = Readonly<Record<string, unknown>>;

// The end of a service takes up to 30 s (consumers, relay, database); the node waits a little longer.
const graceSeconds = 45;
const unprivileged = 10_001;

export const labelsOf = (app: string): Record<string, string> => ({
  'app.kubernetes.io/name': app,
  'app.kubernetes.io/part-of': 'bulou',
});
const chosen = (app: string) => ({ 'app.kubernetes.io/name': app });

export const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: unprivileged,
  runAsGroup: unprivileged,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

const probe = (path: string, more: object) => ({ httpGet: { path, port: 'http' }, timeoutSeconds: 3, ...more });

function container({ app, cpuRequest, memory }: Unit) {
  const given = givenTo(app, 'cluster');
  return {
    name: app,
    image: 'bulou',
    imagePullPolicy: 'Always',
    args: [`dist/apps/${app}/src/main.js`],
    ports: [{ name: 'http', containerPort }],
    env: Object.entries(given.variables).map(([name, value]) => ({ name, value })),
    startupProbe: probe('/livez', { periodSeconds: 2, failureThreshold: 60 }),
    livenessProbe: probe('/livez', { periodSeconds: 10, failureThreshold: 6 }),
    readinessProbe: probe('/readyz', { periodSeconds: 5, failureThreshold: 3 }),
    resources: {
      requests: { cpu: cpuRequest, memory: memory.request, 'ephemeral-storage': '64Mi' },
      limits: { cpu: '2', memory: memory.limit, 'ephemeral-storage': '512Mi' },
    },
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'scratch', mountPath: '/tmp' },
      { name: 'audit', mountPath: auditFolder },
      ...(given.secretKeys.length > 0 ? [{ name: 'secrets', mountPath: secretFolder, readOnly: true }] : []),
      ...(given.openFiles.length > 0 ? [{ name: 'open', mountPath: openFolder, readOnly: true }] : []),
    ],
  };
}

function volumes(app: ServiceName) {
  const given = givenTo(app, 'cluster');
  return [
    { name: 'scratch', emptyDir: { sizeLimit: '256Mi' } },
    { name: 'audit', persistentVolumeClaim: { claimName: 'bulou-audit' } },
    ...(given.secretKeys.length > 0
      ? [
          {
            name: 'secrets',
            secret: {
              secretName: `bulou-${app}`,
              defaultMode: 0o440,
              items: given.secretKeys.map((key) => ({ key, path: key })),
            },
          },
        ]
      : []),
    ...(given.openFiles.length > 0 ? [{ name: 'open', configMap: { name: 'bulou-open' } }] : []),
  ];
}

function deployment(unit: Unit): Manifest {
  const { app } = unit;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, labels: labelsOf(app) },
    spec: {
      replicas: unit.replicas.min,
      revisionHistoryLimit: 5,
      selector: { matchLabels: chosen(app) },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: {
          labels: labelsOf(app),
          annotations: {
            'prometheus.io/scrape': 'true',
            'prometheus.io/port': String(containerPort),
            'prometheus.io/path': '/metrics',
          },
        },
        spec: {
          serviceAccountName: app,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: graceSeconds,
          securityContext: { runAsNonRoot: true, fsGroup: unprivileged, seccompProfile: { type: 'RuntimeDefault' } },
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {
                  weight: 100,
                  podAffinityTerm: {
                    topologyKey: 'kubernetes.io/hostname',
                    labelSelector: { matchLabels: chosen(app) },
                  },
                },
              ],
            },
          },
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: chosen(app) },
            },
          ],
          containers: [container(unit)],
          volumes: volumes(app),
        },
      },
    },
  };
}

const peer = (app: string) => ({ podSelector: { matchLabels: chosen(app) } });
const ports = (...numbers: number[]) => numbers.map((port) => ({ protocol: 'TCP', port }));

// The sender of notices reads one number of registration at sending (settled 15): the only call from room to room.
const noticeSender = 'notification';

function callersOf(app: string) {
  if (app === 'gateway') return [{ namespaceSelector: { matchLabels: { 'bulou.house/door': 'true' } } }];
  return app === 'registration' ? [peer('gateway'), peer(noticeSender)] : [peer('gateway')];
}

/** Who may speak to whom: the gateway to the rooms, a room to its store, its brokers and its queue, nobody else. */
function networkPolicy({ app, usesStore, usesQueue }: Unit): Manifest {
  const isDoor = app === 'gateway';
  const rooms = units.filter((unit) => unit.app !== 'gateway').map((unit) => peer(unit.app));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: app, labels: labelsOf(app) },
    spec: {
      podSelector: { matchLabels: chosen(app) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: callersOf(app),
          ports: ports(containerPort),
        },
        {
          from: [{ namespaceSelector: { matchLabels: { 'bulou.house/watch': 'true' } } }],
          ports: ports(containerPort),
        },
      ],
      egress: [
        {
          to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
        { to: [{ namespaceSelector: { matchLabels: { 'bulou.house/watch': 'true' } } }], ports: ports(4318) },
        // The provider of sign-in is somewhere outside; only the gateway speaks to it.
        ...(isDoor
          ? [
              { to: rooms, ports: ports(containerPort) },
              { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: ports(443) },
            ]
          : []),
        // Mail servers, webhooks and providers of short messages are somewhere outside.
        ...(app === noticeSender
          ? [
              { to: [peer('registration')], ports: ports(containerPort) },
              { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: ports(443, 465, 587) },
            ]
          : []),
        ...(usesStore
          ? [
              { to: [{ podSelector: { matchLabels: { 'bulou.house/part': 'postgres' } } }], ports: ports(5432) },
              { to: [{ podSelector: { matchLabels: { 'bulou.house/part': 'kafka' } } }], ports: ports(9092, 9093) },
            ]
          : []),
        ...(usesQueue
          ? [{ to: [{ podSelector: { matchLabels: { 'bulou.house/part': 'redis' } } }], ports: ports(6379) }]
          : []),
      ],
    },
  };
}

/** Everything of one app, in the order in which a reader asks: what runs, where it answers, who may reach it. */
export function appManifests(unit: Unit): Manifest[] {
  const { app } = unit;
  return [
    deployment(unit),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: app, labels: labelsOf(app) },
      spec: { selector: chosen(app), ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: app, labels: labelsOf(app) },
      automountServiceAccountToken: false,
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: app, labels: labelsOf(app) },
      spec: { maxUnavailable: 1, selector: { matchLabels: chosen(app) } },
    },
    networkPolicy(unit),
  ];
}
