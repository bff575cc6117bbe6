import { ChainWalk } from '../audit/chain-walk.js';
import { entriesOf, readChains } from '../audit/stored-chains.js';
import { type Check, foundAll, type Violation } from '../check.js';

/** Every entry of every audit chain is as it was written, none is missing, and the chain ends where it says. */
export const auditChain: Check = {
  id: 'audit-chain',
  zh: '审计链完整：没有一条被改动、删除、插入或调换',
  en: 'the audit chains are whole: no entry was altered, deleted, inserted or moved',
  needs: ['registration.inbox'],
  async run(view) {
    const { chains, chainless } = await readChains(view);
    const violations: Violation[] = chainless.map((schema) => ({
      place: schema,
      note: '没有审计链 / there is no audit chain',
    }));
    let walked = 0;
    for (const chain of chains) {
      const walk = new ChainWalk(chain.chainId);
      for await (const page of entriesOf(view, chain.schema)) {
        walked += page.length;
        for (const entry of page) walk.step(entry);
      }
      violations.push(...walk.end(chain, chain.now).map((note) => ({ place: chain.schema, note })));
    }
    return foundAll(violations, `${chains.length} chains, ${walked} entries`);
  },
};
