import { readdirSync, readFileSync } from 'node:fs';
import { settingsOf } from '@lib/platform';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { givenTo, placings } from '../../apps/bulou/src/deploy/placing.js';
import { deploymentFiles } from '../../apps/bulou/src/deploy/write-deployment.js';
import { serviceNames } from '../../apps/bulou/src/ports.js';
import { schemas } from '../../apps/bulou/src/secrets.js';
import { root } from './source-tree.js';

interface Container {
  readonly name: string;
  readonly args: string[];
  readonly env: { name: string; value: string }[];
}

interface Compose {
  readonly services: Record<string, { command: string[]; environment?: Record<string, string>; ports?: string[] }>;
}

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const composed = (): Compose => parse(read('docker-compose.yml')) as Compose;

function deploymentOf(app: string): Container {
  const all = parseAllDocuments(read(`k8s/base/${app}.yaml`)).map((one) => one.toJS() as Record<string, unknown>);
  const found = all.find(({ kind }) => kind === 'Deployment') as
    | { spec: { template: { spec: { containers: Container[] } } } }
    | undefined;
  const [container] = found?.spec.template.spec.containers ?? [];
  if (container === undefined) throw new Error(`k8s/base/${app}.yaml has no Deployment`);
  return container;
}

/** Names of the settings that a container is given and its app does not read, and the reverse. */
function differences(app: (typeof serviceNames)[number], given: readonly string[]): string[] {
  const optional = new Set(
    settingsOf(app)
      .filter(({ isOptional, fallback }) => isOptional === true || fallback !== undefined)
      .map(({ name }) => name),
  );
  const known = settingsOf(app).map(({ name }) => name);
  const told = given.map((name) => (known.includes(name) ? name : name.replace(/_FILE$/, '')));
  const strangers = told.filter((name) => !known.includes(name)).map((name) => `${app} does not read ${name}`);
  const missing = known.filter((name) => !told.includes(name) && !optional.has(name));
  return [...strangers, ...missing.map((name) => `${app} is not told ${name}`)];
}

describe('the house inventory', () => {
  test.each([...deploymentFiles()])('%s is fresh (npm run deploy:write writes it)', async (path, text) => {
    await expect(text).toMatchFileSnapshot(`${root}${path}`);
  });

  const projects = Object.entries(
    (JSON.parse(read('nest-cli.json')) as { projects: Record<string, { type: string }> }).projects,
  )
    .filter(([name, { type }]) => type === 'application' && name !== 'bulou')
    .map(([name]) => name);

  test('has the same apps in nest-cli.json, the ports, compose and Kubernetes', () => {
    expect([...projects].sort()).toEqual([...serviceNames].sort());
    const kustomization = parse(read('k8s/base/kustomization.yaml')) as { resources: string[] };
    for (const app of projects) {
      expect(composed().services[app]?.command).toEqual([`dist/apps/${app}/src/main.js`]);
      expect(deploymentOf(app).args).toEqual([`dist/apps/${app}/src/main.js`]);
      expect(kustomization.resources).toContain(`${app}.yaml`);
      expect(readdirSync(`${root}apps/${app}`)).toContain('README.md');
    }
  });

  test('gives every room but the gateway a schema of its own name', () => {
    const rooms = projects.filter((app) => app !== 'gateway').map((app) => app.replaceAll('-', '_'));
    expect([...schemas].sort()).toEqual(rooms.sort());
  });

  test.each(serviceNames)('%s is told exactly the settings that it reads', (app) => {
    expect(differences(app, Object.keys(composed().services[app]?.environment ?? {}))).toEqual([]);
    expect(
      differences(
        app,
        deploymentOf(app).env.map(({ name }) => name),
      ),
    ).toEqual([]);
  });

  test('a planted stranger and a forgotten setting are caught', () => {
    const told = Object.keys(givenTo('lab', 'compose').variables);
    expect(differences('lab', [...told, 'LAB_COLOUR'])).toEqual(['lab does not read LAB_COLOUR']);
    expect(
      differences(
        'lab',
        told.filter((name) => name !== 'DATABASE_URL_FILE'),
      ),
    ).toEqual(['lab is not told DATABASE_URL']);
  });

  test('leaves a setting out for a reason only', () => {
    const silent = Object.values(placings).filter(
      (placing) => placing.kind === 'left-out' && placing.because.length < 8,
    );
    expect(silent).toEqual([]);
  });

  test('opens no port but the gateway’s, and that one on loopback', () => {
    const open = Object.entries(composed().services).filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['gateway']);
    expect(composed().services['gateway']?.ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });

  test('keeps every container unprivileged', () => {
    for (const app of projects) {
      const text = read(`k8s/base/${app}.yaml`);
      for (const word of [
        'runAsNonRoot: true',
        'readOnlyRootFilesystem: true',
        'allowPrivilegeEscalation: false',
        'RuntimeDefault',
      ]) {
        expect(text).toContain(word);
      }
    }
  });
});
