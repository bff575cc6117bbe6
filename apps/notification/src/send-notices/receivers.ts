import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { readNoticeProof, systemClock } from '@lib/platform';
import { isSignedNow } from '../channels/signature.js';

// For the tests of this room: the other ends of the ways out, as real servers that check what they are sent.

export const keys = {
  webhook: 'webhook-key-of-the-test-room',
  sms: 'short-message-key-of-the-room',
  report: 'report-key-of-the-test-room-1',
  secret: 'secret-of-the-sender-of-notices-0123456789',
};

/** What a short message provider got. */
export interface TakenMessage {
  readonly to: string;
  readonly text: string;
  readonly reference: string;
  readonly idempotencyKey: string;
}

export class Receivers {
  readonly messages: TakenMessage[] = [];
  readonly webhooks: { id: string; body: Record<string, unknown> }[] = [];
  readonly mails: { to: string[]; text: string }[] = [];
  readonly asked: string[] = [];
  /** Numbers by person; whoever is not there has none. */
  readonly phones = new Map<string, string>();
  /** What the provider answers next; 200 when empty. */
  readonly smsAnswers: number[] = [];
  smsDelay: Promise<void> | undefined;
  /** Messages that reached the provider and are not answered yet. */
  smsInHand = 0;
  /** What registration waits for before it gives a number. */
  addressDelay: Promise<void> | undefined;
  /** While it is, neither mailboxes nor webhooks take anything; they ask for patience. */
  isBusy = false;
  unsigned = 0;
  #servers: Server[] = [];
  #mail: SMTPServer | undefined;
  ports = { sms: 0, webhook: 0, registration: 0, mail: 0 };

  async open(): Promise<void> {
    this.ports.sms = await this.#listen((request, body) => this.#takeMessage(request, body));
    this.ports.webhook = await this.#listen((request, body) => this.#takeWebhook(request, body));
    this.ports.registration = await this.#listen((_request, body) => this.#giveAddress(body));
    await this.#openMail();
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
    await new Promise<void>((done) => {
      if (this.#mail === undefined) done();
      else this.#mail.close(done);
    });
  }

  async #listen(answer: (request: IncomingMessage, body: string) => Promise<[number, unknown]>): Promise<number> {
    const server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        void answer(request, Buffer.concat(pieces).toString('utf8')).then(([status, content]) => {
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
        });
      });
    });
    this.#servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  }

  async #takeMessage({ headers }: IncomingMessage, body: string): Promise<[number, unknown]> {
    const [timestamp, signature] = [String(headers['x-timestamp']), String(headers['x-signature'])];
    if (!isSignedNow(keys.sms, timestamp, signature, systemClock.now(), timestamp, body)) {
      this.unsigned += 1;
      return [401, {}];
    }
    this.smsInHand += 1;
    await this.smsDelay;
    this.smsInHand -= 1;
    const status = this.smsAnswers.shift() ?? 200;
    // A gateway that gave up waiting says nothing of the provider behind it: the message went out all the same.
    if (status !== 200 && status !== 504) return [status, {}];
    const message = JSON.parse(body) as TakenMessage;
    this.messages.push({ ...message, idempotencyKey: String(headers['idempotency-key']) });
    return [status, { id: `sms-${this.messages.length}` }];
  }

  #takeWebhook({ headers }: IncomingMessage, body: string): Promise<[number, unknown]> {
    const [id, timestamp] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
    const signature = String(headers['webhook-signature']).replace(/^v1,/, '');
    if (!isSignedNow(keys.webhook, timestamp, signature, systemClock.now(), id, timestamp, body)) {
      this.unsigned += 1;
      return Promise.resolve([401, {}]);
    }
    if (this.isBusy) return Promise.resolve([503, {}]);
    this.webhooks.push({ id, body: JSON.parse(body) as Record<string, unknown> });
    return Promise.resolve([204, {}]);
  }

  async #giveAddress(body: string): Promise<[number, unknown]> {
    const { proof } = JSON.parse(body) as { proof: string };
    const asked = await readNoticeProof(keys.secret, proof, systemClock.now());
    if (asked === undefined) return [401, { code: 'NOTICE_PROOF_WRONG' }];
    this.asked.push(asked.participantId);
    await this.addressDelay;
    return [200, { phone: this.phones.get(asked.participantId) ?? null, isGuardian: false }];
  }

  async #openMail(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onMailFrom: (_address, _session, done) => {
        done(this.isBusy ? Object.assign(new Error('busy'), { responseCode: 451 }) : undefined);
      },
      onData: (stream, session, done) => {
        const pieces: Buffer[] = [];
        stream.on('data', (piece: Buffer) => pieces.push(piece));
        stream.on('end', () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          this.mails.push({ to, text: Buffer.concat(pieces).toString('utf8') });
          done();
        });
      },
    });
    // A sender that was killed in the middle of a conversation is no fault of the mailbox.
    server.on('error', () => undefined);
    this.#mail = server;
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    this.ports.mail = (server.server.address() as AddressInfo).port;
  }

  /** The file of channels that leads here. */
  channelFile(more: { takesDrills?: boolean } = {}): object {
    const { sms, webhook, mail } = this.ports;
    return {
      mail: {
        ...{ host: '127.0.0.1', port: mail, security: 'none', from: 'bulou@example.test' },
        mailboxes: [{ role: 'cdc-duty', districtCode: '330105', address: 'cdc-330105@example.test' }],
      },
      webhooks: [{ name: 'police', url: `http://127.0.0.1:${webhook}/`, key: keys.webhook, kinds: ['dispatch'] }],
      sms: {
        ...{ url: `http://127.0.0.1:${sms}/send`, keyId: 'house', key: keys.sms, reportKey: keys.report },
        takesDrills: more.takesDrills ?? true,
      },
    };
  }
}
