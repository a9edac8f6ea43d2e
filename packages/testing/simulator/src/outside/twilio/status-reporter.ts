import { createHash } from "node:crypto";
import { happens } from "../../world/seeded-random.ts";
import type { Report } from "../../world/submission.ts";
import type { World } from "../../world/world.ts";
import type { Callbacks } from "../http/deliver.ts";
import type { Outgoing } from "../http/loopback-network.ts";
import { isFinal, type TwilioMessage, type TwilioStatus } from "./twilio-message.ts";
import { twilioSignature } from "./twilio-signature.ts";

/**
 * Failures after which Twilio repeats a callback: `ct` no connection, `rt` no answer in time, `4xx` and `5xx` an HTTP
 * status in this range.
 */
type RetryPolicy = "ct" | "rt" | "4xx" | "5xx";

interface ConnectionOverrides {
  readonly retries: number;
  readonly policies: readonly RetryPolicy[];
  /** Time limit for one answer, in milliseconds. */
  readonly answerMs: number;
  /** Time limit for all tries of a callback, in milliseconds. */
  readonly totalMs: number;
}

const ALL: readonly RetryPolicy[] = ["ct", "rt", "4xx", "5xx"];

/** Parses the fragment of a callback URL, such as `#rc=3&rp=all&tt=15000`. */
export function connectionOverrides(url: string): ConnectionOverrides {
  const given = new URLSearchParams(url.split("#", 2)[1] ?? "");
  const policies = (given.get("rp") ?? "ct").split(",");
  return {
    retries: within(given.get("rc"), 0, 5, 1),
    policies: policies.includes("all") ? ALL : ALL.filter((policy) => policies.includes(policy)),
    answerMs: within(given.get("rt"), 100, 15_000, 15_000),
    totalMs: within(given.get("tt"), 100, 15_000, 15_000),
  };
}

function within(text: string | null, least: number, most: number, otherwise: number): number {
  const number = Number(text);
  if (text === null || text === "" || !Number.isFinite(number)) return otherwise;
  return Math.min(most, Math.max(least, Math.trunc(number)));
}

function statusParameters(message: TwilioMessage, status: TwilioStatus, at: number): Readonly<Record<string, string>> {
  return {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    ...(message.from === null ? {} : { From: message.from }),
    ...(message.messagingServiceSid === null ? {} : { MessagingServiceSid: message.messagingServiceSid }),
    MessageSid: message.sid,
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    To: message.to,
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
    ...(status === "delivered" ? { RawDlrDoneDate: doneDate(at) } : {}),
  };
}

export function inboundParameters(
  message: TwilioMessage,
  optOut: "stop" | "start" | undefined,
): Readonly<Record<string, string>> {
  return {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    Body: message.body,
    From: message.from ?? "",
    FromCountry: "FR",
    MessageSid: message.sid,
    NumMedia: "0",
    NumSegments: "1",
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "received",
    To: message.to,
    ToCountry: "FR",
    ...(optOut === undefined ? {} : { OptOutType: optOut.toUpperCase() }),
  };
}

export function signedWebhook(authToken: string, url: string, parameters: Readonly<Record<string, string>>): Outgoing {
  const body = new URLSearchParams(parameters).toString();
  return {
    url,
    method: "POST",
    answerMs: connectionOverrides(url).answerMs,
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "i-twilio-idempotency-token": createHash("sha256").update(body).digest("hex").slice(0, 32),
      "user-agent": "TwilioProxy/1.1",
      "x-twilio-signature": twilioSignature(authToken, url, parameters),
    },
  };
}

/** Returns the time as carriers write it in receipts: YYMMDDhhmm. */
function doneDate(at: number): string {
  return new Date(at).toISOString().replace(/\D/g, "").slice(2, 12);
}

/** Faults of callbacks, as shares of messages from 0 to 1. */
export interface CallbackHabits {
  /** Share of messages whose status `sent` is posted before the API answers the send request. @default 0 */
  readonly early?: number | undefined;
  /** Share of messages whose callbacks are posted twice. @default 0 */
  readonly repeated?: number | undefined;
  /** Share of messages whose `sent` is posted after the final status. @default 0 */
  readonly reordered?: number | undefined;
}

export interface StatusReporter {
  report(message: TwilioMessage, report: Report): void;
  /** Posts `sent` before the API answers, for messages with the fault `early`. */
  beforeAnswer(message: TwilioMessage): Promise<unknown> | undefined;
  /** Sets a message's status and posts the callback. Returns the HTTP status, or 0 without an answer. */
  set(message: TwilioMessage, status: TwilioStatus, errorCode?: number): Promise<number>;
}

const REASONS = { "unknown-address": 30005, unreachable: 30003, expired: 30036 } as const;

export function createStatusReporter(
  world: World,
  callbacks: Callbacks,
  authToken: string,
  habits: CallbackHabits,
): StatusReporter {
  const hasSent = new WeakSet<TwilioMessage>();
  const held = new WeakSet<TwilioMessage>();

  return {
    set,
    beforeAnswer(message) {
      if (!is("early", message)) return undefined;
      hasSent.add(message);
      return set(message, "sent");
    },
    report(message, report) {
      if (report.kind === "in-transit") {
        if (hasSent.has(message)) return;
        if (is("reordered", message) && !isFinal(message.status)) held.add(message);
        else void set(message, "sent");
        return;
      }
      const errorCode = report.reason ? REASONS[report.reason] : undefined;
      const status = report.kind === "undelivered" ? "undelivered" : "delivered";
      const posted = set(message, status, errorCode);
      if (held.delete(message)) void posted.then(() => set(message, "sent"));
    },
  };

  async function set(message: TwilioMessage, status: TwilioStatus, errorCode?: number): Promise<number> {
    const at = world.clock.now();
    const parameters = statusParameters(errorCode === undefined ? message : { ...message, errorCode }, status, at);
    if (!isFinal(message.status)) advance(message, status, at, errorCode);
    if (message.callback === undefined) return 0;
    const { retries, policies, totalMs } = connectionOverrides(message.callback);
    const rule = {
      retries,
      totalMs,
      retriesOn: (failure: string) => policies.some((policy) => policy === failure || FAILURES[policy] === failure),
    };
    const outgoing = signedWebhook(authToken, message.callback, parameters);
    const answered = await callbacks.deliver(outgoing, rule);
    return is("repeated", message) ? callbacks.deliver(outgoing, rule) : answered;
  }

  function is(habit: keyof CallbackHabits, message: TwilioMessage): boolean {
    return happens(habits[habit] ?? 0, world.seed, ["twilio", habit, message.sid]);
  }
}

const FAILURES: Readonly<Record<string, string>> = { ct: "connect", rt: "read" };

function advance(message: TwilioMessage, status: TwilioStatus, at: number, errorCode: number | undefined): void {
  message.status = status;
  message.updatedAt = at;
  message.errorCode = errorCode ?? null;
  if (status === "sent" || status === "delivered") message.sentAt ??= at;
}
