// Adds to package-lock.json the optional packages of other platforms that a partial registry hides, so that `npm ci`
// finds every name that some package lists as optional. Run after each change of dependencies: `npm run lock:complete`.
// The entries carry no integrity hash; regenerate the lock once on a full registry before a release.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const missing = [];

for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] || missing.some((known) => known.place === place)) continue;
    const exact = version.replace(/^[\^~>=]+/, '');
    missing.push({
      place,
      stub: { version: exact, optional: true, os: ['!linux'], dev: entry.dev ? true : undefined },
    });
  }
}
for (const { place, stub } of missing) lock.packages[place] = stub;
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stderr.write(`package-lock.json: ${missing.length} hidden optional packages added\n`);
