// Proves docker-compose.yml and the manifests of k8s/ with the field's own tools: docker compose, kustomize, kubeconform
// and kube-score, built from Go modules into the cache, each at one version. Run: npm run deploy:check
// (kube-linter is asked for as well; its module is not served everywhere, so kube-score does the same work here.)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bulou', 'deploy-tools');
const bin = join(cache, 'bin');
const overlays = ['single', 'production'];
const ENVIRONMENT_LACKS = 3;

const tools = [
  { name: 'kubeconform', module: 'github.com/yannh/kubeconform', version: 'v0.7.0', main: '/cmd/kubeconform' },
  { name: 'kube-score', module: 'github.com/zegl/kube-score', version: 'v1.20.0', main: '/cmd/kube-score' },
  { name: 'kustomize', module: 'sigs.k8s.io/kustomize/kustomize/v5', version: 'v5.7.1', main: '' },
  { name: 'docker-compose', module: 'github.com/docker/compose/v2', version: 'v2.40.3', main: '/cmd' },
];
const kubernetes = { module: 'k8s.io/kubernetes', version: 'v1.34.2' };
const keda = { module: 'github.com/kedacore/keda/v2', version: 'v2.18.1' };

// What other Go modules do not bring: these four operators' kinds are read by people, not by this check.
const kindsWithoutSchema = ['Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser', 'Cluster'];

// Left as they are: the parts of a single node have one replica by nature, and the official images of the stores run
// under the accounts that own their folders.
const scoreIgnored = ['deployment-replicas', 'container-security-context-user-group-id'];

function run(command, args, { cwd = process.cwd(), input, env = {} } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 28,
  });
  return {
    isGood: done.status === 0,
    out: done.stdout ?? '',
    all: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`,
  };
}

function must(what, done) {
  if (done.isGood) return done.out;
  process.stderr.write(`${what} failed:\n${done.all}\n`);
  process.exit(1);
}

function buildTools() {
  mkdirSync(bin, { recursive: true });
  for (const { name, module, version, main } of tools) {
    const target = join(bin, `${name}-${version}`);
    if (existsSync(target)) continue;
    process.stderr.write(`· building ${name} ${version}\n`);
    // A module of our own that requires the tool: `go install` refuses modules whose go.mod replaces or excludes others.
    const folder = join(cache, 'build', name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'go.mod'), `module build\n\ngo 1.25\n\nrequire ${module} ${version}\n`);
    writeFileSync(join(folder, 'tool.go'), `//go:build tool\n\npackage build\n\nimport _ "${module}${main}"\n`);
    must(`go mod tidy of ${name}`, run('go', ['mod', 'tidy', '-e'], { cwd: folder }));
    must(`go build of ${name}`, run('go', ['build', '-p', '1', '-o', target, `${module}${main}`], { cwd: folder }));
  }
}

const toolOf = (name) => join(bin, `${name}-${tools.find((tool) => tool.name === name).version}`);

function folderOf({ module, version }) {
  return JSON.parse(
    must(`go mod download ${module}`, run('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: cache })),
  ).Dir;
}

/** A word that the schema does not know is an error: most mistakes in a manifest are spelling. */
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const made = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  const isOpen = made['x-kubernetes-preserve-unknown-fields'] === true || made.additionalProperties !== undefined;
  return made.properties !== undefined && !isOpen ? { ...made, additionalProperties: false } : made;
}

function writeSchemas() {
  const folder = join(cache, `schemas-${kubernetes.version}-${keda.version}`);
  if (existsSync(join(folder, 'done'))) return folder;
  mkdirSync(folder, { recursive: true });
  const swagger = JSON.parse(readFileSync(join(folderOf(kubernetes), 'api', 'openapi-spec', 'swagger.json'), 'utf8'));
  const definitions = strict(swagger.definitions);
  // Quantities and ports may be numbers or words; the document says string.
  definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] };
  definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = { type: ['string', 'integer'] };
  const put = (group, version, kind, schema) =>
    writeFileSync(
      join(
        folder,
        `${kind.toLowerCase()}-${[group.split('.')[0], version].filter((part) => part !== '').join('-')}.json`,
      ),
      JSON.stringify(schema),
    );
  for (const [name, definition] of Object.entries(definitions)) {
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      if (definition.properties?.metadata === undefined) continue;
      put(group, version, kind, { $ref: `#/definitions/${name}`, definitions });
    }
  }
  const crds = join(folderOf(keda), 'config', 'crd', 'bases');
  for (const file of readdirSync(crds)) {
    const { spec } = parse(readFileSync(join(crds, file), 'utf8'));
    for (const { name, schema } of spec.versions) {
      const { metadata: _open, ...rest } = strict(schema.openAPIV3Schema).properties;
      put(spec.group, name, spec.names.kind, { type: 'object', properties: { ...rest, metadata: { type: 'object' } } });
    }
  }
  writeFileSync(join(folder, 'done'), '');
  return folder;
}

if (!run('go', ['version']).isGood) {
  process.stderr.write(
    'the checking tools are built with Go, and there is none. Get it with: apt-get install golang\n',
  );
  process.exit(ENVIRONMENT_LACKS);
}
buildTools();
const schemas = writeSchemas();
const location = `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`;

must('docker compose config', run(toolOf('docker-compose'), ['-f', 'docker-compose.yml', 'config', '--quiet']));
process.stdout.write('docker compose config: clean\n');

for (const overlay of overlays) {
  const rendered = must(`kustomize ${overlay}`, run(toolOf('kustomize'), ['build', `k8s/overlays/${overlay}`]));
  const count = parseAllDocuments(rendered).length;
  const conform = ['-strict', '-summary', '-schema-location', location, '-skip', kindsWithoutSchema.join(',')];
  const summary = must(`kubeconform ${overlay}`, run(toolOf('kubeconform'), conform, { input: rendered }));
  const known = parseAllDocuments(rendered)
    .filter((one) => !kindsWithoutSchema.includes(one.get('kind')))
    .map(String)
    .join('---\n');
  const ignore = scoreIgnored.flatMap((name) => ['--ignore-test', name]);
  must(
    `kube-score ${overlay}`,
    run(toolOf('kube-score'), ['score', ...ignore, '--output-format', 'ci', '-'], { input: known }),
  );
  process.stdout.write(`k8s/overlays/${overlay}: ${count} resources; ${summary.trim()}; kube-score: clean\n`);
}
