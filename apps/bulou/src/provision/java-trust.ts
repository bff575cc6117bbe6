import { X509Certificate } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LauncherConfig } from '../bulou.config.js';
import { say } from '../outcome.js';
import { runTool } from './run-tool.js';

const SYSTEM_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];
// Every Java ships its store with this password; it protects nothing, since the certificates in it are public.
const STORE_PASSWORD = 'changeit';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const certificatesIn = (text: string): Map<string, string> =>
  new Map((text.match(BLOCK) ?? []).map((block) => [new X509Certificate(block).fingerprint256, block]));

/** The authorities that the machine trusts, by the file that its administrator named or Debian's own. */
function systemBundle(config: LauncherConfig): string | undefined {
  const { SSL_CERT_FILE, NODE_EXTRA_CA_CERTS } = config.inherited;
  return [SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, ...SYSTEM_BUNDLES].find((file) => file !== undefined && existsSync(file));
}

/**
 * Java keeps a list of authorities of its own, and behind a company's proxy it often lacks the company's. This makes a
 * copy of Java's store, adds what the machine trusts and Java does not, and answers with the option that names the copy;
 * nothing when the machine trusts no more than Java does.
 */
export async function trustLikeTheMachine(config: LauncherConfig, folder: string): Promise<string | undefined> {
  const bundle = systemBundle(config);
  const java = await runTool('java', ['-XshowSettings:properties', '-version']);
  const home = /java\.home = (.+)/.exec(java.output)?.[1]?.trim();
  if (bundle === undefined || home === undefined) return undefined;
  const keytool = join(home, 'bin', 'keytool');
  const own = join(home, 'lib', 'security', 'cacerts');
  const listed = await runTool(keytool, ['-list', '-rfc', '-keystore', own, '-storepass', STORE_PASSWORD]);
  const known = certificatesIn(listed.output);
  const missing = [...certificatesIn(readFileSync(bundle, 'utf8'))].filter(([fingerprint]) => !known.has(fingerprint));
  if (missing.length === 0) return undefined;
  const store = join(folder, 'cacerts');
  if (existsSync(own)) copyFileSync(own, store);
  for (const [fingerprint, block] of missing) {
    const file = join(folder, 'authority.pem');
    writeFileSync(file, block);
    const entry = ['-noprompt', '-alias', fingerprint, '-file', file, '-keystore', store, '-storepass', STORE_PASSWORD];
    await runTool(keytool, ['-importcert', ...entry]);
  }
  say(`  Java trusted fewer authorities than ${dirname(bundle)}; Maven is run with ${missing.length} more`);
  return `-Djavax.net.ssl.trustStore=${store}`;
}
