import { topics } from '@lib/contracts/topics';
import { eventFiles } from '../contracts/event-files.js';
import { sourceTree } from './source-tree.js';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly event: string;
}

/** The ways back up the house that are allowed, with their reason; any other cycle is a fault. */
export const allowedBackEdges: readonly { from: string; to: string; why: string }[] = [
  {
    from: 'lab',
    to: 'registration',
    why: 'a detection asks where its people live: the community of the actual address is told, and only this room knows it',
  },
  {
    from: 'isolation',
    to: 'registration',
    why: 'a recollection is asked for, and registration puts it on the sites’ lists; whoever keeps a person may reach them (0091)',
  },
  {
    from: 'isolation',
    to: 'batching',
    why: 'it is asked who was near a verified person; whoever knows tubes and lanes answers (0070)',
  },
  {
    from: 'isolation',
    to: 'notification',
    why: 'a case is the acknowledgement of an escalation; taking an alert stops its ladder',
  },
  {
    from: 'isolation',
    to: 'lab',
    why: 'a pool at odds with the single tubes of its members is tested again, and a tube that somebody waits for in a room comes first',
  },
];

const imported = /@lib\/contracts\/events\/([a-z-]+)\/([a-z0-9.-]+)'/g;

/** Who consumes what, read from the imports of the two doors: `*.consumer.ts` acts, `*.projection.ts` records. */
export function readEdges(): readonly Edge[] {
  const edges = sourceTree()
    .filter(({ path }) => /^apps\/[^/]+\/src\/.*\.(consumer|projection)\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(imported)].map(([, from = '', event = '']) => ({ from, to: path.split('/')[1] ?? '', event })),
    );
  const unique = new Map(edges.map((edge) => [`${edge.from} ${edge.event} ${edge.to}`, edge]));
  return [...unique.values()].toSorted((a, b) =>
    `${a.from}${a.event}${a.to}` < `${b.from}${b.event}${b.to}` ? -1 : 1,
  );
}

/** Edges that lead back up to a room from which their producer can be reached, and that nobody allowed. */
export function forbiddenCycles(edges: readonly Edge[]): readonly string[] {
  const down = edges.filter(({ from, to }) => !allowedBackEdges.some((back) => back.from === from && back.to === to));
  const reaches = (start: string, goal: string, seen = new Set<string>()): boolean => {
    if (seen.has(start)) return false;
    seen.add(start);
    return down.some(({ from, to }) => from === start && (to === goal || reaches(to, goal, seen)));
  };
  return down
    .filter(({ from, to }) => from === to || reaches(to, from))
    .map(({ from, to, event }) => `${from} → ${to} by ${event}`);
}

/** The text of docs/FLOW.md. */
export async function writeFlow(): Promise<string> {
  const edges = readEdges();
  const files = await eventFiles();
  const rows = files.map(({ producer, name, contract }) => {
    const readers = edges.filter((edge) => edge.from === producer && edge.event === name).map((edge) => edge.to);
    return `| ${producer} | \`${contract.type}\` | \`${contract.topic}\` | ${readers.join(', ') || '–'} | ${contract.meaning} |`;
  });
  const pairs = [...new Set(edges.map(({ from, to }) => `  ${from} --> ${to}`))];
  return [
    '# Flow: which fact goes where',
    '',
    'Written from the imports by `npm run flow`; do not edit. A foreign event may be imported only by a `*.consumer.ts`',
    '(it acts) or a `*.projection.ts` (it records), so this page cannot lie.',
    '',
    '```mermaid',
    'flowchart LR',
    ...pairs,
    '  notification -. "job open-case.v1 (BullMQ)" .-> isolation',
    '```',
    '',
    '| producer | event | topic | consumers | meaning |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    'Ways back up the house, each with its reason:',
    '',
    ...allowedBackEdges.map(({ from, to, why }) => `- ${from} → ${to}: ${why}`),
    '',
    `Topics: ${topics.map((topic) => `\`${topic.name}\` (${topic.partitions})`).join(', ')}.`,
    '',
  ].join('\n');
}
