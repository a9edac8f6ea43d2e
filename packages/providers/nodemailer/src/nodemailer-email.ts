import { returnPaths } from "@relance/bounces";
import { limitMs } from "@relance/provider-kit";
import { type Message, type Provider, ProviderError, type SendResult } from "@relance/spec";
import type { NodemailerError, SMTPPoolSentMessageInfo } from "nodemailer";
import { bounceReceipts } from "./bounce-receipts.ts";
import { composeMail, type Sender } from "./compose-mail.ts";
import { listSecrets, type NodemailerOptions } from "./nodemailer-options.ts";
import { openTransport, type SmtpTransport } from "./open-transport.ts";
import { readOptions } from "./read-options.ts";
import { type Handover, KIND, meaningOfStatus, smtpFailure } from "./smtp-failure.ts";

/**
 * Email over SMTP, through a pool of connections.
 *
 * A mail that the server accepted may still not arrive. With `bounces`, relance learns which mails did not arrive. No
 * server reports arrivals, so the provider has no receipts, and only a confirmation proves arrival.
 * @example
 * const smtp = nodemailerEmail({ url: "smtp://user:secret@mail.example.org:587", from: "help@example.org" });
 * @throws {ConfigError} `config/invalid`
 */
export function nodemailerEmail(options: NodemailerOptions): Provider<"email"> {
  const server = readOptions(options);
  const { from, name, replyTo, bounces, concurrency = 20, perSecond } = options;
  const sendBudgetMs = limitMs(options.timeouts?.total, "15s");
  const paths = bounces === undefined ? undefined : returnPaths({ ...bounces, secrets: listSecrets(bounces) });
  const sender: Sender = { from, name, replyTo, paths };
  const transport = openTransport({ ...options, concurrency }, server);
  const onWire = new Set<Promise<SendResult>>();
  let isClosed = false;

  return {
    kind: KIND,
    channel: "email",
    vendor: options.vendor ?? server.host.toLowerCase(),
    capabilities: { receipts: false, replies: false },
    sendBudgetMs,
    concurrency,
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(paths === undefined ? {} : { receipts: bounceReceipts(paths) }),
    async send(message, { signal }) {
      if (isClosed) throw closed();
      const sending = handOver(transport, message, { sender, signal, timeoutMs: sendBudgetMs });
      onWire.add(sending);
      return sending.finally(() => onWire.delete(sending));
    },
    meaningOf: meaningOfStatus,
    async probe({ signal }) {
      await transport.verify().catch((error: NodemailerError) => {
        throw smtpFailure(error, {}, signal);
      });
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(onWire);
      transport.close();
    },
  };
}

async function handOver(
  transport: SmtpTransport,
  message: Message<"email">,
  options: { readonly sender: Sender; readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<SendResult> {
  const { sender, signal, timeoutMs } = options;
  const mail = composeMail(message, sender);
  const handover: Handover = {};
  const limit = new AbortController();
  const stop = () => limit.abort(signal.reason);
  const timer = setTimeout(stop, timeoutMs);
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  try {
    const watched = { ...mail, handover, signal: limit.signal };
    const info = await transport.sendMail(watched);
    const refused = refusalIn(info);
    if (refused) throw refused;
    return { ref: info.serverMessageId ?? mail.messageId };
  } catch (error) {
    throw smtpFailure(error as NodemailerError, handover, signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/** Returns the refusal of the recipient, which nodemailer returns instead of throwing. */
function refusalIn({ rejected, rejectedErrors }: SMTPPoolSentMessageInfo): NodemailerError | undefined {
  if (rejected.length === 0) return undefined;
  return rejectedErrors?.[0] ?? Object.assign(new Error("refused"), { responseCode: 550, command: "RCPT TO" });
}

function closed(): ProviderError {
  return new ProviderError("provider/unavailable", "the provider has been closed", {
    provider: KIND,
    disposition: "retry",
    beforeRequest: true,
  });
}
