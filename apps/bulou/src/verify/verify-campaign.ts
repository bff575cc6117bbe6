import { existsSync } from 'node:fs';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { topics } from '@lib/contracts/topics';
import { dumpTopics, JobQueue, type KafkaSettings, type StoredJob } from '@lib/messaging';
import type { LauncherConfig } from '../bulou.config.js';
import { keyFilesIn, readJwk } from '../keys.js';
import { OutsideClient } from '../outside/outside-client.js';
import { standingAddresses } from '../parts/addresses.js';
import { step } from '../progress.js';
import { auditEvidenceIn, rememberCheckpoints } from './audit/audit-evidence.js';
import { endsOf } from './audit/checkpoint-files.js';
import { lookAgainWhileTold } from './look-again.js';
import { awaitRest, toldSoFar } from './quiescence.js';
import type { VerifyReport } from './report.js';
import { runChecks } from './run-checks.js';
import { recordOf, type TopicRecord } from './topic-record.js';
import { type Sources, View } from './view.js';
import { witnessIn } from './witness-file.js';

const jobStates = ['waiting', 'active', 'delayed', 'failed', 'completed'] as const;

/** What of Redis and Kafka is looked at, and how the connections are let go. */
interface Parts {
  readonly kafka: KafkaSettings;
  readonly readTopics: () => Promise<TopicRecord[]>;
  readonly readJobs: (states?: readonly StoredJob['state'][]) => Promise<StoredJob[]>;
  readonly close: () => Promise<void>;
}

function openParts(config: LauncherConfig, addresses: { redis: string; kafka: string }): Parts {
  const { namespace } = config;
  const kafka: KafkaSettings = { brokers: addresses.kafka.split(','), clientId: 'bulou-verify', namespace };
  const queue = JobQueue.for(OpenCaseV1.queue, { redisUrl: addresses.redis, namespace });
  return {
    kafka,
    readJobs: (states = jobStates) => queue.dump(states),
    readTopics: async () => {
      const records: TopicRecord[] = [];
      const names = topics.map(({ name }) => name);
      await dumpTopics(kafka, names, (message) => records.push(recordOf(message)));
      return records;
    },
    close: () => queue.close(),
  };
}

/** One resident's own page, asked for with that resident's own token; only the local profile has an issuer for it. */
function residentDesk(config: LauncherConfig): { ask?: NonNullable<Sources['askAsResident']>; close(): Promise<void> } {
  const file = keyFilesIn(config.state).issuer;
  if (config.profile !== 'local' || !existsSync(file)) return { close: async () => undefined };
  const url = `http://127.0.0.1:${config.portBase}`;
  const client = new OutsideClient(url, { key: readJwk(file), name: config.issuer });
  return {
    ask: (participantId) =>
      client.ask(
        { sub: 'verify', role: 'resident', scope: { participant: participantId } },
        { method: 'GET', path: '/api/result-desk/v1/me' },
      ),
    close: () => client.close(),
  };
}

/**
 * Checks the laws of the house from outside: one snapshot of the database, dumps of Kafka and Redis, answers over HTTP
 * and the witness of the load client. Waits until the house rests first. Throws only when it cannot look at all.
 */
export async function verifyCampaign(
  config: LauncherConfig,
  { campaignId }: { campaignId?: string } = {},
): Promise<VerifyReport> {
  const addresses = standingAddresses(config);
  const parts = openParts(config, addresses);
  const desk = residentDesk(config);
  const look = async (): Promise<VerifyReport> => {
    const rest = await step('等待平静 wait until the house rests', () =>
      awaitRest({
        databaseUrl: addresses.verifier,
        kafka: parts.kafka,
        countLiveJobs: async () => (await parts.readJobs(['waiting', 'active', 'delayed'])).length,
      }),
    );
    return step('核查 verify', async ({ note }) => {
      note('database');
      // Before the snapshot: what is signed later than that may speak of entries that the snapshot does not see.
      const evidence = auditEvidenceIn(config.state, config.inherited['BULOU_AUDIT_FOLDER']);
      const view = await View.open(
        {
          databaseUrl: addresses.verifier,
          readTopics: parts.readTopics,
          readJobs: () => parts.readJobs(),
          audit: () => evidence,
          witnessOf: (campaign) => witnessIn(config.state, campaign),
          ...(desk.ask ? { askAsResident: desk.ask } : {}),
        },
        campaignId,
      );
      try {
        const report = await runChecks(view, [rest]);
        const isWhole = report.checks.some(({ id, status }) => id === 'audit-checkpoints' && status === 'ok');
        if (evidence && isWhole) rememberCheckpoints(config.state, endsOf(evidence));
        return report;
      } finally {
        await view.close();
      }
    });
  };
  try {
    return await lookAgainWhileTold(look, () => toldSoFar(addresses.verifier));
  } finally {
    await Promise.all([parts.close(), desk.close()]);
  }
}
