import { parseArgs } from 'node:util';
import { certificateContent, type readCertificate } from '@lib/contracts/http/registration/closing';
import { compactVerify, createLocalJWKSet } from 'jose';
import type { z } from 'zod';
import type { Context } from '../command.js';
import { answer, exit, say, WrongUsage } from '../outcome.js';
import { withLocalClient } from '../outside/local-client.js';
import type { Caller, OutsideClient } from '../outside/outside-client.js';
import { until } from '../outside/until.js';
import { readableIdentities } from './readable-identities.js';

type Certificate = z.output<typeof readCertificate.response>;

const people = ['local-admin', 'local-second'].map((sub): Caller => ({ sub, role: 'admin', scope: {} }));
const [first, second] = people as [Caller, Caller];
const auditor: Caller = { sub: 'local-auditor', role: 'auditor', scope: {} };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const certificateOf = (client: OutsideClient, campaignId: string): Promise<Certificate> =>
  client.ask(auditor, { method: 'GET', path: `/api/registration/v1/campaigns/${campaignId}/certificate` });

async function close(client: OutsideClient, campaignId: string, reason: string): Promise<Certificate> {
  const path = `/api/registration/v1/campaigns/${campaignId}/close`;
  // In the local profile one terminal plays both people; elsewhere each signs in and presses a button of their own.
  await client.ask(first, { method: 'POST', path, json: { reason } });
  await client.ask(second, { method: 'POST', path: `${path}/confirm`, json: {} });
  return until('the identities are deleted and certified', 600, async () => {
    const { status, body } = await client.send(auditor, {
      method: 'GET',
      path: `/api/registration/v1/campaigns/${campaignId}/certificate`,
    });
    return status === 200 ? (body as Certificate) : undefined;
  });
}

/** Out: what is wrong with the certificate, or with what the database still holds; nothing when all is well. */
async function faultsOf(context: Context, client: OutsideClient, { signed, content }: Certificate): Promise<string[]> {
  const { keys } = await client.ask<{ keys: Record<string, string>[] }>(auditor, {
    method: 'GET',
    path: '/api/registration/v1/certificate-keys',
  });
  const faults: string[] = [];
  try {
    const { payload } = await compactVerify(signed, createLocalJWKSet({ keys: keys }), {
      algorithms: ['ES256'],
    });
    const sworn = certificateContent.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
    if (JSON.stringify(sworn) !== JSON.stringify(content))
      faults.push('内容与签名不符 / the content is not what was signed');
  } catch {
    faults.push('签名无效 / the signature is not good');
  }
  const left = await readableIdentities(context.config, content.campaignId);
  for (const [where, rows] of Object.entries(left)) {
    if (rows > 0) faults.push(`仍有 ${rows} 行 / ${where} still holds ${rows}`);
  }
  return faults;
}

function print({ content, sha256 }: Certificate): void {
  say(`证书 certificate ${content.certificateId} · sha256 ${sha256}`);
  say(`  行动 campaign ${content.campaignId} · ${content.proposedBy} + ${content.confirmedBy} · ${content.erasedAt}`);
  for (const { table, column, before, after, outcome } of content.columns) {
    say(`  ${table}.${column}: ${before} → ${after} (${outcome})`);
  }
  say(`  已销毁密钥 keys destroyed: ${content.keysDestroyed.join(', ') || '–'}`);
}

/** `campaign close ID [--reason TEXT]` and `campaign certificate ID [--check]`, both with `--json`. Exit 1 when a check fails. */
export async function run(args: string[], context: Context): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { reason: { type: 'string' }, check: flag, json: flag },
  });
  const [word, campaignId = ''] = positionals;
  if (positionals.length !== 2 || (word !== 'close' && word !== 'certificate') || !uuid.test(campaignId)) {
    throw new WrongUsage(
      'campaign takes a word and an id: ./bulou campaign close ID, or ./bulou campaign certificate ID [--check]',
    );
  }
  return withLocalClient(context, async (client) => {
    const certificate =
      word === 'close'
        ? await close(client, campaignId, values.reason ?? '行动结束 the campaign is over')
        : await certificateOf(client, campaignId);
    const faults = values.check || word === 'close' ? await faultsOf(context, client, certificate) : [];
    if (values.json) answer({ ...certificate, faults });
    else print(certificate);
    for (const fault of faults) say(`✗ ${fault}`);
    return faults.length === 0 ? exit.good : exit.checkFailed;
  });
}
