import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditEvidence } from '../../apps/bulou/src/verify/audit/audit-evidence.js';
import { auditChain } from '../../apps/bulou/src/verify/checks/audit-chain.js';
import { auditCheckpoints } from '../../apps/bulou/src/verify/checks/audit-checkpoints.js';
import type { CheckReport } from '../../apps/bulou/src/verify/report.js';
import { runChecks } from '../../apps/bulou/src/verify/run-checks.js';
import { View } from '../../apps/bulou/src/verify/view.js';
import { AuditChance } from './audit-chance.js';
import { type AuditGround, openAuditGround } from './audit-ground.js';
import { type Tampering, tamperings } from './audit-tamperings.js';

const entriesPerChain = 200;
const perCheckpoint = 20;
const seed = 20_221_207;
const instances = 100;
const manyEntries = 50_000;

const plan = (): Tampering[] => {
  const chance = new AuditChance(seed);
  // Each way once, then by chance.
  return Array.from({ length: instances }, (_, n) => tamperings[n] ?? chance.one(tamperings));
};

describe('tampering with the audit', () => {
  let ground: AuditGround;

  const look = async (evidence: AuditEvidence): Promise<CheckReport[]> => {
    const view = await View.through(ground.client, { audit: () => evidence });
    return (await runChecks(view, [], [auditChain, auditCheckpoints])).checks;
  };
  const evidenceOf = (files: ReadonlyMap<string, string>): AuditEvidence => ({
    ...ground.evidence,
    files,
    readNow: (name) => files.get(name) ?? '',
  });

  beforeAll(async () => {
    ground = await openAuditGround(entriesPerChain, perCheckpoint);
  });
  afterAll(() => ground.close());
  beforeEach(() => ground.client.query('begin; set local session_replication_role = replica'));
  afterEach(() => ground.client.query('rollback'));

  test('nothing is found where nothing was tampered with', async () => {
    const found = await look(ground.evidence);
    expect(found.map(({ id, status, sample }) => [id, status, sample])).toEqual([
      ['audit-chain', 'ok', []],
      ['audit-checkpoints', 'ok', []],
    ]);
  });

  describe('is found', () => {
    const seen = { chain: 0, checkpoints: 0, anchorOnly: 0 };

    test.each(plan().map((tampering, n) => ({ n: n + 1, tampering, what: tampering.what })))(
      '$n: $what',
      async ({ n, tampering }) => {
        const files = new Map(ground.evidence.files);
        await tampering.run({ client: ground.client, files, chance: new AuditChance(seed + n) });
        const [chain, checkpoints] = await look(evidenceOf(files));
        const isSeen = [chain, checkpoints].map((report) => report?.status === 'violated');
        expect(isSeen).toContain(true);
        seen.chain += isSeen[0] ? 1 : 0;
        seen.checkpoints += isSeen[1] ? 1 : 0;
        seen.anchorOnly += isSeen[0] ? 0 : 1;
      },
    );

    afterAll(() => {
      process.stdout.write(
        `audit: ${instances} tamperings of ${tamperings.length} kinds, seed ${seed}: seen by the chain ${seen.chain}, by checkpoints ${seen.checkpoints}, by checkpoints alone ${seen.anchorOnly}\n`,
      );
    });
  });

  test('what is rewritten with right hashes is seen by what lies outside, and by nothing else', async () => {
    const rewriting = tamperings.find(({ what }) => what.startsWith('the chain is emptied and rebuilt'));
    await rewriting?.run({ client: ground.client, files: new Map(), chance: new AuditChance(seed) });
    const [chain, checkpoints] = await look(ground.evidence);
    expect([chain?.status, checkpoints?.status]).toEqual(['ok', 'violated']);
  });

  test('a reset that the launcher wrote down explains a chain that is gone; nobody else can explain it', async () => {
    const [name = '', text = ''] = [...ground.evidence.files].find(([file]) => file.startsWith('lab.')) ?? [];
    const { signature: _signature, ...told } = JSON.parse(text.split('\n')[0] ?? '') as Record<string, unknown>;
    const reset = { ...told, kind: 'state-reset', chains: [told['chainId']], signature: 'AAAA' };
    const forged = new Map([...ground.evidence.files, ['launcher.resets.jsonl', `${JSON.stringify(reset)}\n`]]);
    await ground.client.query(`update lab_audit.head set chain_id = gen_random_uuid()`);
    const [, checkpoints] = await look(evidenceOf(forged));
    expect(checkpoints?.sample.join('\n')).toContain('is gone, and no reset says so');
    expect(name).not.toBe('');
  });

  test(`${manyEntries} entries are walked, and the speed is told`, async () => {
    await ground.client.query('rollback');
    for (let n = 0; n < manyEntries; n += 5_000) await ground.append(5_000);
    await ground.client.query('begin');
    const since = performance.now();
    const view = await View.through(ground.client, {});
    const found = await auditChain.run(view);
    const seconds = (performance.now() - since) / 1_000;
    expect(found).toMatchObject({ total: 0 });
    process.stdout.write(`audit: ${Math.round(manyEntries / seconds)} entries verified per second\n`);
  });
});
