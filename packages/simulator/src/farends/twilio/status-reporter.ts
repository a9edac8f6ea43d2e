import { happens } from "../../world/seeded-random.ts";
import type { Report } from "../../world/submission.ts";
import type { World } from "../../world/world.ts";
import type { Callbacks } from "../http/deliver.ts";
import { connectionOverrides } from "./connection-overrides.ts";
import { signedWebhook, statusParameters } from "./status-callback.ts";
import { isFinal, type TwilioMessage, type TwilioStatus } from "./twilio-message.ts";

/** How callbacks misbehave, as shares of messages between 0 and 1. */
export interface CallbackHabits {
  /** `sent` is posted before the API has answered. @default 0 */
  readonly early?: number | undefined;
  /** Posted twice. @default 0 */
  readonly repeated?: number | undefined;
  /** `sent` is posted after the final one. @default 0 */
  readonly reordered?: number | undefined;
}

/** Turns the carrier's reports into statuses and signed callbacks. */
export interface StatusReporter {
  report(message: TwilioMessage, report: Report): void;
  /** For messages whose `sent` comes before the answer: posts it and waits for its reception. */
  beforeAnswer(message: TwilioMessage): Promise<unknown> | undefined;
  /** Sets a status and posts its callback; answers the HTTP status, 0 without one. */
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
      if (message.status === "canceled") return;
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

/** Twilio's names for what we call a failure. */
const FAILURES: Readonly<Record<string, string>> = { ct: "connect", rt: "read" };

function advance(message: TwilioMessage, status: TwilioStatus, at: number, errorCode: number | undefined): void {
  message.status = status;
  message.updatedAt = at;
  message.errorCode = errorCode ?? null;
  if (status === "sent" || status === "delivered") message.sentAt ??= at;
}
