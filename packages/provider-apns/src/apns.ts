import {
  createHttp2Caller,
  deviceReceipts,
  fieldPath,
  type HttpAnswer,
  instantOf,
  MEANINGS,
  namedErrors,
  parseJson,
  refusal,
  statusClass,
  textAt,
} from "@relance/provider-kit";
import { type Provider, type ProviderError, type ProviderErrorCode, vendorCode } from "@relance/spec";
import { type ApnsOptions, KIND, readOptions } from "./apns-options.ts";
import { apnsId, createProviderToken, deviceToken, messageHeaders, payloadText } from "./apns-request.ts";

/** No device has it, so a good key is told apart from a bad one without a message. */
const TOKEN_OF_NO_DEVICE = "0".repeat(64);
/** A send takes as long as its request, and a moment for the timer. */
const SLACK_MS = 500;

/**
 * Notifications for an app on iPhones and iPads, over one HTTP/2 connection to Apple.
 *
 * APNs says nothing of a message that it took, so receipts come from the app itself: `received`, then `clicked`.
 *
 * @throws {ConfigError} `config/invalid`, with every mistake found
 * @example
 * const main = apnsApp({ key, keyId: "ABC123DEFG", teamId: "DEF123GHIJ", topic: "org.example.app" });
 */
export function apnsApp(options: ApnsOptions): Provider<"app"> {
  const { signingKey, endpoint } = readOptions(options);
  const { keyId, teamId, receipts = true, timeoutMs = 10_000, concurrency = 100, perSecond, ca } = options;
  const { now = Date.now } = options;
  const caller = createHttp2Caller({ provider: KIND, origin: endpoint, timeoutMs, ca });
  const providerToken = createProviderToken({ key: signingKey, keyId, teamId }, now);
  let isProven = false; // that the environment is the one that our tokens are from

  async function post(token: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal) {
    const authorization = `bearer ${await providerToken()}`;
    const url = new URL(`/3/device/${token}`, endpoint);
    return caller.call({ method: "POST", url, headers: { ...headers, authorization }, body, signal });
  }

  /** @throws {ProviderError} for every answer but a yes */
  function assertTaken(answer: HttpAnswer): void {
    if (answer.status === 200 || answer.status === 410) isProven = true;
    if (answer.status !== 200) throw refused(answer, isProven);
  }

  return {
    kind: KIND,
    channel: "app",
    vendor: "apple",
    capabilities: { receipts, replies: false },
    sendBudgetMs: timeoutMs + SLACK_MS,
    concurrency,
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(receipts ? { receipts: deviceReceipts } : {}),
    meaningOf,
    async send(message, { signal }) {
      const token = deviceToken(message.to);
      const answer = await post(token, messageHeaders(message, options, now()), payloadText(message), signal);
      assertTaken(answer);
      const [ref = apnsId(message.attemptId)] = [answer.headers["apns-id"]].flat();
      return { ref };
    },
    async probe({ signal }) {
      const message = { attemptId: "probe", content: { title: "", body: "" }, validityMs: 0 };
      const headers = messageHeaders(message, options, now());
      const answer = await post(TOKEN_OF_NO_DEVICE, headers, '{"aps":{}}', signal);
      if (answer.status !== 200 && reasonOf(answer) !== "BadDeviceToken") throw refused(answer, isProven);
    },
    close: () => caller.close(),
  };
}

/** By `reason`, where the status alone does not tell: every 403 is the account's fault, 429 a limit, 5xx uncertain. */
const ERRORS = namedErrors({
  MissingDeviceToken: "bad-recipient",
  Unregistered: "bad-recipient",
  ExpiredToken: "bad-recipient",
  TooManyRequests: "recipient-unavailable", // to this device: the others are served
  BadTopic: "account",
  MissingTopic: "account",
  TopicDisallowed: "account",
  InvalidPushType: "account",
  BadCollapseId: "bad-content",
  BadExpirationDate: "bad-content",
  BadMessageId: "bad-content",
  BadPriority: "bad-content",
  PayloadEmpty: "bad-content",
  PayloadTooLarge: "bad-content",
});

const BAD_TOKEN = "BadDeviceToken";

const REASON = fieldPath("reason");
const TIMESTAMP = fieldPath("timestamp");

/** What a reason of APNs stands for; `undefined` = its status tells. */
function meaningOf(reason: string): ProviderErrorCode | undefined {
  return reason === BAD_TOKEN ? MEANINGS["bad-recipient"].code : ERRORS.get(reason)?.code;
}

/** Why APNs refused; "" where it does not say. */
function reasonOf({ text }: HttpAnswer): string {
  return textAt(parseJson(text), REASON) ?? "";
}

/**
 * Turns a refusal into an error. `BadDeviceToken` is also what every token of the other environment gets, so it ends an address
 * only where this environment is proven to be the right one (`isProven`); else the settings may be wrong for everyone.
 */
function refused(answer: HttpAnswer, isProven: boolean): ProviderError {
  const { status, text } = answer;
  const reason = reasonOf(answer);
  const meaning =
    reason === BAD_TOKEN && isProven ? MEANINGS["bad-recipient"] : (ERRORS.get(reason) ?? statusClass(status));
  const told = vendorCode(reason);
  const since = instantOf(textAt(parseJson(text), TIMESTAMP));
  const words = [
    `HTTP ${status}`,
    ...(told === undefined ? [] : [`code ${told}`]),
    ...(since === undefined ? [] : [`since ${new Date(since).toISOString()}`]),
  ];
  return refusal(KIND, meaning, { message: words.join(", "), vendorCode: told });
}
