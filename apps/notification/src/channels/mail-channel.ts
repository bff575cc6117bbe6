import { limits } from '@lib/platform';
import { createTransport } from 'nodemailer';
import type { Channel, OutgoingNotice, SendOutcome } from './channel.js';
import { failed, notOurs, sent } from './channel.js';
import type { ChannelFile } from './channel-file.js';

type MailSettings = NonNullable<ChannelFile['mail']>;

/** To the mailboxes of the offices whose duty it is; in both languages, as plain text. */
export class MailChannel implements Channel {
  readonly name = 'mail';
  readonly #transport;

  constructor(private readonly settings: MailSettings) {
    const { host, port, security, user, password } = settings;
    const waitMs = limits.noticeSend.value;
    this.#transport = createTransport({
      ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls' },
      ...{ ignoreTLS: security === 'none', connectionTimeout: waitMs, greetingTimeout: waitMs, socketTimeout: waitMs },
      ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(notice: OutgoingNotice, isInHand: () => Promise<boolean>): Promise<SendOutcome> {
    const mailboxes = mailboxesFor(this.settings, notice);
    if (mailboxes.length === 0) return failed('no-channel', false);
    if (notice.isDrill && !this.settings.takesDrills) return failed('drill-not-taken', false);
    if (!(await isInHand())) return notOurs;
    const { zh, en, noticeId } = notice;
    try {
      const answer = await this.#transport.sendMail({
        from: this.settings.from,
        to: mailboxes,
        subject: `${zh.subject} / ${en.subject}`,
        text: `${zh.text}\n\n${en.text}\n`,
        // The same for a repeat, so that a mailbox can tell it.
        messageId: `<${noticeId}@bulou>`,
      });
      return sent(answer.messageId.slice(0, 200));
    } catch (error) {
      return outcomeOfMail(error);
    }
  }

  close(): void {
    this.#transport.close();
  }
}

export const mailboxesFor = (
  { mailboxes }: Pick<MailSettings, 'mailboxes'>,
  { role, districtCode }: Pick<OutgoingNotice, 'role' | 'districtCode'>,
): string[] =>
  mailboxes
    .filter((one) => one.role === role && (one.districtCode === undefined || one.districtCode === districtCode))
    .map(({ address }) => address);

// 4xx of SMTP is "try again", 5xx "never"; without a code nobody was reached.
function outcomeOfMail(error: unknown): SendOutcome {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (code === 'EAUTH') return failed('not-let-in', false);
  if (responseCode === undefined) return failed('provider-away', true);
  return responseCode >= 500 ? failed('rejected', false) : failed('provider-busy', true);
}
