import type { Socket } from "node:net";
import { nameAll } from "@relance/spec";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerError, type SMTPServerSession } from "smtp-server";
import type { MailHostOptions } from "../../world/hosts.ts";
import { type Letter, linksIn, type Ticket } from "../../world/submission.ts";
import {
  createRequestLog,
  type FakeVendor,
  type FakeVendorMode,
  isRefusal,
  type RefusalMode,
  type TlsIdentity,
} from "../http/http-fake-vendor.ts";
import { createSurroundings, type FakeVendorOptions } from "../surroundings.ts";

/** A fixed answer to one command of an SMTP session. */
export interface SmtpAnswer {
  readonly at: "greeting" | "sender" | "recipient" | "data";
  readonly code: number;
  readonly text: string;
}

/** A mode, or a fixed answer. The server sends a `FixedAnswer` after it has received the data of the mail. */
export type SmtpMode = FakeVendorMode | SmtpAnswer;

const WORDS: Readonly<Record<RefusalMode, SmtpAnswer>> = {
  refuse: { at: "recipient", code: 550, text: "5.1.1 no such mailbox" },
  throttle: { at: "sender", code: 451, text: "4.7.1 too many messages, slow down" },
  unavailable: { at: "greeting", code: 421, text: "4.3.2 closing down" },
  unauthorized: { at: "sender", code: 530, text: "5.7.0 authentication required" },
};

function answerAt(mode: SmtpMode, point: SmtpAnswer["at"]): SmtpAnswer | undefined {
  const answer = answerFor(mode);
  if (answer?.at === point) return answer;
  // an open connection gets no second greeting, so the server refuses the next sender address instead
  return answer?.at === "greeting" && point === "sender" ? answer : undefined;
}

function answerFor(mode: SmtpMode): SmtpAnswer | undefined {
  if (typeof mode !== "object") return isRefusal(mode) ? WORDS[mode] : undefined;
  return "at" in mode ? mode : { at: "data", code: mode.status, text: mode.body ?? "as told" };
}

export interface FakeSmtpOptions extends FakeVendorOptions<MailHostOptions> {
  /** Name of the server's mail host in the world. @default "smtp" */
  readonly host?: string | undefined;
  /** Credentials that clients must send. @default none */
  readonly account?: { readonly user: string; readonly password: string } | undefined;
  /** Certificate for STARTTLS. @default plain text only */
  readonly tls?: TlsIdentity | undefined;
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly attemptId: string | undefined;
  readonly raw: Buffer;
}

/** A simulated SMTP server on loopback that delivers to the world's mailboxes. */
export interface FakeSmtp extends FakeVendor {
  /** URL such as `smtp://127.0.0.1:2525`. */
  readonly url: string;
  mode(mode: SmtpMode): void;
  /** Refuses mails to an address with an SMTP answer. `undefined` accepts mails to the address again. */
  refuse(address: string, answer: { readonly code: number; readonly text: string } | undefined): void;
  /** The last 1,000 accepted mails, the oldest first. */
  mails(): readonly ReceivedMail[];
}

interface Transaction {
  readonly tickets: Map<string, Ticket>;
  readonly end: () => void;
}

const KEPT_MAILS = 1_000;
const MAX_MAIL_BYTES = 10_485_760;

const NAMES = nameAll<FakeSmtpOptions>()("world courier network host account tls");

/** Starts a simulated SMTP server. */
export async function fakeSmtp(options: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const { world, courier, release } = createSurroundings(options, "fakeSmtp", NAMES);
  const host = world.mailHost(options.host ?? "smtp", courier);
  const log = createRequestLog();
  const refused = new Map<string, { readonly code: number; readonly text: string }>();
  const transactions = new Map<SMTPServerSession, Transaction>();
  const kept: ReceivedMail[] = [];
  let mode: SmtpMode = "accept";
  let held: (() => void)[] = [];
  const server = new SMTPServer({
    ...options.tls,
    disabledCommands: options.tls ? [] : ["STARTTLS"],
    authOptional: options.account === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    maxAllowedUnauthenticatedCommands: false,
    closeTimeout: 1,
    size: MAX_MAIL_BYTES,
    logger: false,
    onConnect: (_, done) => done(smtpError(answerAt(mode, "greeting"))),
    onAuth(given, _, done) {
      const { user, password } = options.account ?? { user: given.username, password: given.password };
      if (given.username === user && given.password === password) done(null, { user });
      else done(smtpError({ code: 535, text: "5.7.8 authentication failed" }));
    },
    onMailFrom(_, session, done) {
      transactions.get(session)?.end();
      transactions.set(session, { tickets: new Map(), end: world.begin() });
      if (mode === "drop") findSocket(server, session)?.destroy();
      else done(smtpError(answerAt(mode, "sender")));
    },
    onRcptTo({ address }, session, done) {
      const refusal = refuseRecipient(address, session);
      if (refusal) transactions.get(session)?.end();
      done(smtpError(refusal));
    },
    onClose(session) {
      transactions.get(session)?.end();
      transactions.delete(session);
    },
    onData(stream, session, done) {
      readMail(stream).then(
        (raw) => take(raw, session, done),
        () => findSocket(server, session)?.destroy(),
      );
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;

  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mode: (next) => {
      mode = next;
      if (next === "hold") return;
      for (const goOn of held) goOn();
      held = [];
    },
    refuse: (to, answer) => void (answer ? refused.set(to, answer) : refused.delete(to)),
    requests: log.total,
    requestsOf: log.of,
    lastAttemptId: log.lastAttemptId,
    mails: () => kept,
    close,
    [Symbol.asyncDispose]: close,
  };

  async function close(): Promise<void> {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await release();
  }

  function refuseRecipient(to: string, session: SMTPServerSession): { code: number; text: string } | undefined {
    const certain = answerAt(mode, "recipient") ?? refused.get(to);
    if (certain) return certain;
    const verdict = host.knock(to);
    if (verdict.taken) {
      transactions.get(session)?.tickets.set(to, verdict);
      return undefined;
    }
    if (verdict.why === "unavailable") return { code: 451, text: "4.3.2 try again later" };
    if (verdict.why === "throttled") return { code: 450, text: "4.7.1 too many messages, slow down" };
    return { code: 550, text: "5.1.1 no such mailbox" };
  }

  function take(raw: Buffer, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const attemptId = mailAttemptId(raw);
    log.add(attemptId);
    const certain = answerAt(mode, "data");
    if (certain) done(smtpError(certain));
    else {
      const isLost = handOver(raw, attemptId, session);
      if (isLost || mode === "reset") findSocket(server, session)?.destroy();
      else if (mode === "reset-mid-answer") findSocket(server, session)?.end("250 2.");
      else if (mode === "garbage") findSocket(server, session)?.write("Welcome!\r\n");
      else if (mode === "hold") held.push(done);
      else if (mode !== "silence") done();
    }
    // in mode `silence`, the transaction stays open until the client stops waiting
    if (mode !== "silence" && mode !== "hold") transactions.get(session)?.end();
  }

  function handOver(raw: Buffer, attemptId: string | undefined, session: SMTPServerSession): boolean {
    const own = [...(transactions.get(session)?.tickets ?? [])];
    const { mailFrom } = session.envelope;
    kept.push({ from: mailFrom ? mailFrom.address : "", to: own.map(([to]) => to), attemptId, raw });
    if (kept.length > KEPT_MAILS) kept.shift();
    for (const [to, ticket] of own) {
      ticket.handOver({ address: to, attemptId, letter: () => mailLetter(raw) });
    }
    return own.some(([, ticket]) => ticket.isAnswerLost);
  }
}

/** Returns the socket of a session. The library has no call that closes a connection without an answer. */
function findSocket(server: SMTPServer, session: SMTPServerSession): Socket | undefined {
  for (const connection of server.connections) {
    if (connection.session === session) return connection._socket;
  }
  return undefined;
}

function smtpError(answer: { readonly code: number; readonly text: string } | undefined): SMTPServerError | null {
  if (!answer) return null;
  const error: SMTPServerError = new Error(answer.text);
  error.responseCode = answer.code;
  return error;
}

/** Parses a mail into the content that the reader sees, without the opt-out header. */
async function mailLetter(raw: Buffer): Promise<Letter> {
  const mail = await PostalMime.parse(raw);
  const text = mail.text ?? "";
  const unsubscribe = mail.headers.find((header) => header.key === "list-unsubscribe")?.value ?? "";
  const links = [...linksIn(text), ...linksIn(mail.html ?? "").map(unescapeAmpersands)];
  return {
    subject: mail.subject,
    text,
    from: mail.from?.address,
    links: [...new Set(links)].filter((link) => !unsubscribe.includes(link)),
  };
}

/**
 * Returns a mail's attempt id: the value of `X-Relance-Attempt`, or else the Message-ID up to its first dot. The
 * function reads the bytes, because parsing each mail would slow tests down.
 */
export function mailAttemptId(raw: Buffer): string | undefined {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.toString("latin1", 0, end < 0 ? raw.length : end);
  const own = /^x-relance-attempt:\s*(\S+)/im.exec(head) ?? /^message-id:\s*<([^@.>\s]+)/im.exec(head);
  return own?.[1];
}

function unescapeAmpersands(link: string): string {
  return link.replaceAll("&amp;", "&");
}

function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("end", () => resolve(Buffer.concat(chunks)));
    stream.once("error", reject);
  });
}
