import { describe, expect, test } from 'vitest';
import { accept, decline, offer, take } from './handing.decider.js';
import type { Held } from './handing.decider.js';

const squad = { person: 'squad-1', role: 'sampling-squad' } as const;
const other = { person: 'squad-2', role: 'sampling-squad' } as const;
const cadre = { person: 'cadre-1', role: 'community-cadre' } as const;
const untaken: Held = {
  dispatchId: '0198f2a0-0000-7000-8000-000000000071',
  ownerRole: 'sampling-squad',
  ownerPerson: 'squad-1',
  takenBy: null,
  takenAt: null,
  isOver: false,
  roles: ['sampling-squad', 'cdc-duty', 'district-liaison', 'command-centre'],
  offer: null,
  version: 1,
};
const taken: Held = { ...untaken, takenBy: 'squad-1' };
const offered: Held = { ...taken, offer: { role: 'sampling-squad', person: null, by: 'squad-1' } };

describe('a dispatch', () => {
  test('belongs to whoever takes it, and is taken once', () => {
    expect(take(untaken, other)).toEqual({ act: 'taken', owner: other, offer: null });
    expect(() => take(taken, other)).toThrow('DISPATCH_TAKEN');
  });

  test('is taken only by a role that its ladder calls', () => {
    expect(() => take(untaken, cadre)).toThrow('DISPATCH_NOT_YOURS');
  });

  test('stays with its owner while it is offered, and passes at the acceptance', () => {
    expect(offer(taken, squad, { role: 'sampling-squad', person: null }).owner).toBeUndefined();
    expect(accept(offered, other)).toEqual({ act: 'accepted', owner: other, offer: null });
  });

  test('stays with its owner when the other one declines', () => {
    expect(decline(offered, other)).toEqual({ act: 'declined', offer: null });
  });

  test('is offered by nobody but its owner, and accepted by nobody to whom it is not offered', () => {
    expect(() => offer(taken, other, { role: 'sampling-squad', person: null })).toThrow('DISPATCH_NOT_YOURS');
    expect(() => accept(offered, squad)).toThrow('DISPATCH_NOT_OFFERED');
    expect(() => accept(offered, cadre)).toThrow('DISPATCH_NOT_OFFERED');
    expect(() => accept(taken, other)).toThrow('DISPATCH_NOT_OFFERED');
    const toOne: Held = { ...taken, offer: { role: 'sampling-squad', person: 'squad-3', by: 'squad-1' } };
    expect(() => accept(toOne, other)).toThrow('DISPATCH_NOT_OFFERED');
  });
});
