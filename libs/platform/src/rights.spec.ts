import type { RouteContract } from '@lib/contracts/route';
import type { Role, Scope } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { boundTo, requireListed, requireOwn } from './index.js';
import type { Actor } from './index.js';

const callBacks: RouteContract = {
  service: 'isolation',
  method: 'GET',
  path: '/v1/tubes/:tubeId',
  roles: ['cdc-duty', 'site-manager', 'auditor'],
  scope: 'district',
  scopeByRole: { 'site-manager': 'site', auditor: 'none' },
  object: { kind: 'tube', by: 'tubeId', unseen: 'TUBE_UNKNOWN' },
  summary: { zh: '试管', en: 'a tube' },
};
const who = (role: Role, scope: Scope = {}): Actor => ({ id: 'x', role, scope });
const duty = who('cdc-duty', { district: '330105', site: '330106-0001' });
const manager = who('site-manager', { site: '330105-0001', district: '330106' });
const owner = { site: '330105-0001', district: '330105' };

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'let in';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a caller', () => {
  test.each<[string, Actor, string]>([
    ['in a role that the table names, bound as it says', duty, 'let in'],
    ['in a role that is bound to nothing there', who('auditor'), 'let in'],
    ['in another role', who('sampler', owner), 'FORBIDDEN'],
    ['bound to nothing', who('cdc-duty'), 'FORBIDDEN'],
    ['bound to something else', who('cdc-duty', { site: '330105-0001' }), 'FORBIDDEN'],
    ['bound to an empty name', who('cdc-duty', { district: '' }), 'FORBIDDEN'],
  ])('%s: %#', (_which, actor, told) => {
    expect(codeOf(() => requireListed(callBacks, actor))).toBe(told);
  });

  test('whose act is written down with a binding must have that one too', () => {
    const journal = { ...callBacks, alsoBound: ['device' as const] };
    expect(codeOf(() => requireListed(journal, duty))).toBe('FORBIDDEN');
    expect(codeOf(() => requireListed(journal, who('cdc-duty', { district: '330105', device: 'd' })))).toBe('let in');
  });

  test('lists by the binding of the own role, whatever else the token holds', () => {
    expect(boundTo(duty, callBacks)).toEqual({ district: '330105' });
    expect(boundTo(manager, callBacks)).toEqual({ site: '330105-0001' });
    expect(boundTo(who('auditor', { site: '330105-0001' }), callBacks)).toEqual({});
  });
});

describe('a thing', () => {
  test.each<[string, Actor, Scope | undefined, string]>([
    ['of the own district', duty, owner, 'let in'],
    ['of the own site', manager, owner, 'let in'],
    ['of another district', duty, { ...owner, district: '330106' }, 'TUBE_UNKNOWN'],
    ['of another site in the own district', manager, { site: '330106-0001', district: '330106' }, 'TUBE_UNKNOWN'],
    ['that does not exist', duty, undefined, 'TUBE_UNKNOWN'],
    ['whose district nobody knows', duty, { site: '330105-0001' }, 'TUBE_UNKNOWN'],
    ['anywhere, for a role bound to nothing', who('auditor'), { site: '990101-0001' }, 'let in'],
    ['that does not exist, for a role bound to nothing', who('auditor'), undefined, 'TUBE_UNKNOWN'],
  ])('%s', (_which, actor, thing, told) => {
    expect(codeOf(() => requireOwn(actor, callBacks, thing))).toBe(told);
  });

  test('that belongs to all is seen by whoever may call', () => {
    const open: RouteContract = {
      ...callBacks,
      object: { kind: 'campaign', by: 'id', unseen: 'CAMPAIGN_UNKNOWN', isOfAll: true },
    };
    expect(codeOf(() => requireOwn(duty, open, {}))).toBe('let in');
    expect(codeOf(() => requireOwn(duty, open, undefined))).toBe('CAMPAIGN_UNKNOWN');
  });
});
