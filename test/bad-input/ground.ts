import type { TokenClaims } from '@lib/platform';
import { systemClock, systemIds } from '@lib/platform';
import { identityCheckOf, writeTubeBarcode } from '@lib/vocabulary';
import { siteManagerOf, technicianOf } from '../../apps/bulou/src/demo/callers.js';
import { openHouse } from '../rights/house.js';
import type { House } from '../rights/house.js';
import { Tokens } from '../rights/token.js';
import { labCode, row, SmallDrill, somePeople } from '../journeys/small-drill.js';

export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Sending {
  readonly as: TokenClaims;
  readonly path: string;
  readonly body: Uint8Array | object;
}

export interface JournalAnswer {
  readonly seq: number;
  readonly outcome: string;
  readonly code?: string;
}

// Tests do not wait for a machine to run.
const timeScale = 1_000_000;
const header = '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct';
export const rosterHeader = '姓名,证件类型,证件号码,联系电话,现住址,所属区划';

/** A house with its gateway and a drill in it: what is bad is sent as the people send it whose acts they are. */
export class Ground {
  readonly technician = technicianOf(labCode);
  readonly #tokens: Tokens;
  #serial = 0;
  #person = 100;

  private constructor(
    readonly house: House,
    readonly drill: SmallDrill,
  ) {
    this.#tokens = new Tokens(house.issuerKey);
  }

  static async open(): Promise<Ground> {
    const house = await openHouse();
    const drill = await SmallDrill.in({ url: house.urls.gateway, key: house.issuerKey }, timeScale, {});
    return new Ground(house, drill);
  }

  /** Sends bytes as they are, or an object as JSON, through the gateway. */
  async send({ as, path, body }: Sending): Promise<Answer> {
    const response = await fetch(this.house.urls.gateway + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.#tokens.good(as)}`,
        'content-type': 'application/json',
        'idempotency-key': systemIds.uuid4(),
      },
      body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
    });
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, code: parsed['code'] as string | undefined, body: parsed };
  }

  upload(bytes: Uint8Array, as: TokenClaims = this.technician): Promise<Answer> {
    return this.send({ as, path: '/api/lab/v1/uploads', body: bytes });
  }

  /** Out: a file of the short form, its lines as given. */
  file(...lines: readonly string[]): Buffer {
    return Buffer.from([header, ...lines, ''].join('\n'));
  }

  roster(bytes: Uint8Array): Promise<Answer> {
    const as = { sub: 'roster-admin', role: 'admin', scope: {} } as const;
    return this.send({ as, path: `/api/registration/v1/campaigns/${this.drill.campaignId}/rosters`, body: bytes });
  }

  /** Tubes that stand received at the bench and wait for their result. */
  bring(count: number): Promise<string[]> {
    return this.drill.bring(
      'first',
      somePeople(count).map((person) => [person]),
    );
  }

  freshTube(): string {
    return writeTubeBarcode('96', (this.#serial += 1));
  }

  /** A line of the short form that says nothing bad. */
  negative(tube: string): string {
    return [tube, ...row.negative].join(',');
  }

  /** A line of a roster with a card that nobody had before. */
  person(): string {
    const first17 = `33010519900307${(this.#person += 1)}`;
    return `王小明,居民身份证,${first17}${identityCheckOf(first17)},13812345678,文三路1号,`;
  }

  rosterFile(...lines: readonly string[]): Buffer {
    return Buffer.from([rosterHeader, ...lines, ''].join('\n'));
  }

  /** One act of each kind at a desk of its own. */
  async journal(acts: readonly Readonly<Record<string, unknown>>[]): Promise<JournalAnswer[]> {
    const deviceId = systemIds.uuid4();
    const capturedAt = systemClock.now().toISOString();
    const events = acts.map((act, index) => ({ ...act, seq: index + 1, capturedAt }));
    const as: TokenClaims = {
      sub: 'sampler-bad',
      role: 'sampler',
      scope: { site: this.drill.siteCode, device: deviceId },
    };
    const body = { campaignId: this.drill.campaignId, deviceId, events };
    const answer = await this.send({ as, path: '/api/batching/v1/journal', body });
    return (answer.body['answers'] ?? []) as JournalAnswer[];
  }

  get siteManager(): TokenClaims {
    return siteManagerOf(this.drill.siteCode);
  }

  async count(table: string, where = 'true', values: readonly unknown[] = []): Promise<number> {
    const text = `select count(*)::int as count from ${table} where ${where}`;
    const [found] = await this.house.sql<{ count: number }>(text, values);
    return found?.count ?? -1;
  }

  async close(): Promise<void> {
    await this.drill.close();
    await this.house.close();
  }
}
