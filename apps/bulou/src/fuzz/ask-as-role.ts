import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@lib/vocabulary';
import { runTool } from '../provision/run-tool.js';
import { operationsOf, type OpenApiDocument } from './role-document.js';

export interface Asking {
  readonly program: string;
  readonly folder: string;
  readonly url: string;
  readonly document: OpenApiDocument;
  readonly role: Role | 'nobody';
  /** Nobody brings none. */
  readonly token: string | undefined;
  readonly seconds: number;
  readonly seed: number;
}

export interface Asked {
  readonly role: string;
  readonly operations: number;
  readonly questions: number;
  readonly isGood: boolean;
  /** What was found, or the last words of a run that broke. */
  readonly words: string;
}

// 503 is an answer where it says when to come again; any other 5xx is a fault.
const settings = `
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429", "503"]
`;

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
].join(',');

/** Asks every operation of one role's document what comes to mind, for so long. */
export async function askAsRole(asking: Asking): Promise<Asked> {
  const { role, folder, document, url, token, seconds, seed } = asking;
  mkdirSync(folder, { recursive: true });
  const [file, configFile, lines] = [`${role}.json`, 'schemathesis.toml', `${role}.ndjson`].map((name) =>
    join(folder, name),
  );
  writeFileSync(file ?? '', JSON.stringify(document));
  writeFileSync(configFile ?? '', settings);
  const args = [
    ...['--config-file', configFile ?? '', 'run', file ?? '', '--url', url, '--checks', checks],
    ...['--seed', String(seed), '--max-time', String(seconds), '--phases', 'examples,coverage,fuzzing'],
    ...['--report', 'ndjson', '--report-ndjson-path', lines ?? '', '--no-color', '--request-timeout', '30'],
    ...[
      '--generation-database',
      'none',
      '--max-redirects',
      '0',
      '--suppress-health-check',
      'all',
      '--continue-on-failure',
    ],
    ...(token === undefined ? [] : ['-H', `Authorization: Bearer ${token}`]),
  ];
  // It keeps what it found where it runs: in the run state, and not in the checkout of whoever asks.
  const ran = await runTool(asking.program, args, { cwd: folder });
  return {
    role,
    operations: operationsOf(document),
    questions: Number(/(\d+) generated/.exec(ran.output)?.[1] ?? countOf(lines ?? '')),
    isGood: ran.status === 0,
    words: ran.status === 0 ? '' : withoutToken(ran.output, token),
  };
}

// The report shows the command that repeats a question, with the token in it.
const withoutToken = (text: string, token: string | undefined): string =>
  token === undefined ? text : text.replaceAll(token, '[token]');

function countOf(file: string): number {
  try {
    return readFileSync(file, 'utf8').match(/"status_code"/g)?.length ?? 0;
  } catch {
    return 0;
  }
}
