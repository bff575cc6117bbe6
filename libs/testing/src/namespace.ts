import { randomBytes } from 'node:crypto';

/** Out: a short name that no other test has, fit for databases, topics, groups and key prefixes: `t` and ten hex digits. */
export function freshNamespace(): string {
  return `t${randomBytes(5).toString('hex')}`;
}
