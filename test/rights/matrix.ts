import { scopeOf, seesAll } from '@lib/contracts/route';
import type { RouteContract } from '@lib/contracts/route';
import { nameOf } from '../architecture/served-routes.js';
import type { Principal } from './principals.js';
import { callOf } from './requests.js';
import type { Call } from './requests.js';
import type { Side } from './side.js';
import { agrees, expected, isAllowedAgainstTable, seen, shapeOf } from './verdict.js';
import type { Answer, Owner, Verdict } from './verdict.js';

export interface World {
  readonly here: Side;
  readonly there: Side;
  /** A half that does not exist; fresh names at every call. */
  readonly nowhere: () => Side;
  /** Kinds of things that neither half has, and why that is so. */
  readonly without: Readonly<Record<string, string>>;
}

export type Send = (route: RouteContract, call: Call, principal: Principal) => Promise<Answer>;

export interface Matrix {
  readonly cells: number;
  /** How many cells the table decides each way. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** Somebody was let in whom the table keeps out. */
  readonly allowed: readonly string[];
  /** Any other answer than the table's. */
  readonly wrong: readonly string[];
  /** A thing of somebody else that does not look like one that does not exist. */
  readonly apart: readonly string[];
  /** Pairs that were compared for it. */
  readonly pairs: number;
  /** Members of an answer that its schema does not name. */
  readonly surplus: readonly string[];
  /** Things of the other half of the city in an answer to somebody who is bound to one half. */
  readonly leaked: readonly string[];
}

export interface MatrixOptions {
  readonly routes: readonly RouteContract[];
  readonly principals: readonly Principal[];
  readonly world: World;
  readonly send: Send;
  /** What a hostile caller adds to a call whose verdict must stay the same. */
  readonly change?: (call: Call, route: RouteContract, own: Side, target: Side) => Call;
  readonly spiced?: (own: Side, target: Side) => object;
}

const lanes = 12;

interface Cell {
  readonly route: RouteContract;
  readonly principal: Principal;
  readonly target: Side;
  readonly what: string;
  readonly said: Verdict;
}

/** Calls every cell and compares the answer with the table. Cells that change something run one after another. */
export async function runMatrix(options: MatrixOptions): Promise<Matrix> {
  const findings = { allowed: [], wrong: [], apart: [], surplus: [], leaked: [] } as Findings;
  const verdicts: Record<string, number> = {};
  let [cells, pairs] = [0, 0];
  for (const route of options.routes) {
    const all = cellsOf(route, options);
    const answers = new Map<Cell, Answer>();
    const ask = async (cell: Cell): Promise<void> => {
      answers.set(cell, await options.send(route, requestOf(cell, options), cell.principal));
    };
    const quiet = all.filter(({ said }) => said !== 'let in' && said !== 'open');
    await Promise.all(
      Array.from({ length: lanes }, (_, lane) => lane).map(async (lane) => {
        for (let place = lane; place < quiet.length; place += lanes) await ask(quiet[place] as Cell);
      }),
    );
    for (const cell of all.filter(({ said }) => said === 'let in' || said === 'open')) await ask(cell);
    for (const cell of all) {
      cells += 1;
      verdicts[cell.said] = (verdicts[cell.said] ?? 0) + 1;
      judge(cell, answers.get(cell) as Answer, findings, options.world);
    }
    forgiveDeleted(route, all, answers, findings);
    const compared = compare(all, answers);
    pairs += compared.pairs;
    findings.apart.push(...compared.apart);
  }
  return { cells, verdicts, pairs, ...findings };
}

/** The half of the city from which a caller calls: that of the binding which counts on this route. */
function ownSide(route: RouteContract, { claims }: Principal, { here, there }: World): Side {
  const kind = claims === undefined ? 'none' : scopeOf(route, claims.role);
  return claims?.scope[kind === 'none' ? 'device' : kind] === there.scope[kind === 'none' ? 'device' : kind]
    ? there
    : here;
}

function cellsOf(route: RouteContract, { principals, world }: MatrixOptions): Cell[] {
  const targets: { what: string; target: () => Side; owner: (side: Side) => Owner }[] = [
    { what: 'here', target: () => world.here, owner: ({ scope }) => ({ scope, exists: true }) },
    { what: 'there', target: () => world.there, owner: ({ scope }) => ({ scope, exists: true }) },
    { what: 'nowhere', target: world.nowhere, owner: ({ scope }) => ({ scope, exists: false }) },
  ];
  const asked = route.object === undefined ? targets.slice(0, 1) : targets;
  const isThere = !Object.hasOwn(world.without, route.object?.kind ?? '');
  return principals.flatMap((principal) =>
    asked.map(({ what, target, owner }) => {
      const side = target();
      const { scope, exists } = owner(side);
      const said = expected(route, principal, { scope, exists: exists && isThere });
      return { route, principal, target: side, what, said };
    }),
  );
}

/** Kinds of things that the tables of routes name and the world has none of: their cells would prove nothing. */
export const missingIn = (routes: readonly RouteContract[], { here, there, without }: World): string[] => [
  ...new Set(
    routes.flatMap(({ object }) =>
      object === undefined ||
      Object.hasOwn(without, object.kind) ||
      [here, there].every(({ named }) => named[object.by] !== undefined)
        ? []
        : [object.kind],
    ),
  ),
];

function requestOf({ route, principal, target }: Cell, { world, change, spiced }: MatrixOptions): Call {
  const own = ownSide(route, principal, world);
  const call = callOf(route, own, target, spiced?.(own, target));
  return change?.(call, route, own, target) ?? call;
}

type Findings = Record<'allowed' | 'wrong' | 'apart' | 'surplus' | 'leaked', string[]>;

const placeOf = ({ route, principal, what }: Cell): string =>
  `${nameOf(route)} by ${principal.name}, ${route.object?.kind ?? 'nothing named'} ${what}`;

function judge(cell: Cell, answer: Answer, findings: Findings, world: World): void {
  const { route, said } = cell;
  const was = seen(route, answer);
  const place = placeOf(cell);
  findings.leaked.push(...leaksOf(cell, answer, world).map((name) => `${place}: ${name}`));
  if (isAllowedAgainstTable(said, was)) findings.allowed.push(`${place}: ${said} expected, ${answer.status}`);
  else if (!agrees(route, said, was)) {
    findings.wrong.push(
      `${place}: ${said} expected, ${answer.status} ${answer.code ?? ''} ${answer.text.slice(0, 160)}`,
    );
  }
  if (answer.status < 300)
    findings.surplus.push(...surplusOf(route, answer).map((path) => `${nameOf(route)}: ${path}`));
}

// What was deleted by one of those who may is gone for the next one.
function forgiveDeleted(
  route: RouteContract,
  cells: readonly Cell[],
  answers: ReadonlyMap<Cell, Answer>,
  findings: Findings,
): void {
  if (route.method !== 'DELETE') return;
  const isGone = ({ what }: Cell): boolean =>
    cells.some((cell) => cell.what === what && (answers.get(cell)?.status ?? 500) < 300);
  const gone = cells.filter((cell) => cell.said === 'let in' && isGone(cell)).map(placeOf);
  findings.wrong = findings.wrong.filter((line) => !gone.some((place) => line.startsWith(`${place}:`)));
}

// Campaigns, rounds and divisions are everybody's.
const everybodys = new Set(['campaignId', 'roundId', 'districtCode']);

/** Names of things of the other half that stand in an answer to whoever is bound to this half. */
function leaksOf({ route, principal, said }: Cell, { text }: Answer, world: World): string[] {
  const { claims } = principal;
  const isBound = claims !== undefined && !seesAll(route, claims.role);
  if (!isBound || said !== 'let in') return [];
  const other = ownSide(route, principal, world) === world.here ? world.there : world.here;
  return Object.entries(other.named)
    .filter(([name, value]) => !everybodys.has(name) && value !== '' && text.includes(value))
    .map(([name]) => name);
}

/** What of an answer its schema does not name: the schema is the list of what may be told. */
function surplusOf(route: RouteContract, { text }: Answer): string[] {
  if (route.response === undefined || text === '' || !/^[[{]/.test(text)) return [];
  const body: unknown = JSON.parse(text);
  const parsed = route.response.safeParse(body);
  if (!parsed.success) return [`does not keep to its schema: ${parsed.error.issues[0]?.path.join('.') ?? ''}`];
  const known = new Set(pathsIn(parsed.data, ''));
  return pathsIn(body, '').filter((path) => !known.has(path));
}

function pathsIn(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((part) => pathsIn(part, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [`${at}.${name}`, ...pathsIn(part, `${at}.${name}`)]);
}

/** Foreign and absent, by the same caller on the same route, must be told alike wherever the table says the same of both. */
function compare(cells: readonly Cell[], answers: ReadonlyMap<Cell, Answer>): { pairs: number; apart: string[] } {
  const apart: string[] = [];
  let pairs = 0;
  for (const group of Map.groupBy(cells, ({ principal }) => principal).values()) {
    const absent = group.find(({ what }) => what === 'nowhere');
    if (absent === undefined || absent.said === 'let in' || absent.said === 'open') continue;
    const shape = shapeOf(answers.get(absent) as Answer);
    for (const cell of group.filter((one) => one !== absent && one.said === absent.said)) {
      pairs += 1;
      const other = shapeOf(answers.get(cell) as Answer);
      if (other !== shape) {
        apart.push(`${nameOf(cell.route)} by ${cell.principal.name}, ${cell.what}: ${other}\n  absent: ${shape}`);
      }
    }
  }
  return { pairs, apart };
}
