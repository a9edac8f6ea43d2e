import {
  applePayload,
  appToken,
  assertFits,
  collapseId,
  createHttp2Caller,
  devicePayload,
  deviceReceipts,
  type HttpAnswer,
  readLimits,
  refusal,
} from "@relance/provider-kit";
import type { Message, Provider } from "@relance/spec";
import { createAccessTokens } from "./access-token.ts";
import { explainCode, readAnswer, readErrorCode } from "./fcm-answer.ts";
import { type FcmOptions, KIND, readOptions } from "./fcm-options.ts";

/** Timeout of a token request, so that the request and the message fit into a worker's lease. */
const TOKEN_MS = 4_000;
const CONCURRENCY = 100;

/** Sends notifications to an app through FCM. The app sends the receipts: `received`, then `clicked`. */
export function fcmApp(options: FcmOptions): Provider<"app"> {
  const { endpoint, projectId, sender } = readOptions(options);
  const { shownBy = "app", receipts = shownBy === "app", ca } = options;
  const { timeoutMs, limits } = readLimits(options, CONCURRENCY);
  const { now = Date.now } = options;
  const caller = createHttp2Caller({ provider: KIND, origin: endpoint, timeoutMs, ca });
  const tokenMs = Math.min(timeoutMs, TOKEN_MS);
  const tokens = createAccessTokens(sender, { timeoutMs: tokenMs, ca, now });
  const url = new URL(`/v1/projects/${projectId}/messages:send`, endpoint);

  async function post(request: object, signal: AbortSignal): Promise<HttpAnswer> {
    const token = await unlessAborted(tokens.get, signal);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await caller.call({ method: "POST", url, headers, body: JSON.stringify(request), signal });
    if (answer.status === 401 && readErrorCode(answer) === undefined) tokens.forget(token);
    return answer;
  }

  return {
    kind: KIND,
    channel: "app",
    vendor: "google",
    capabilities: { receipts, replies: false },
    ...limits,
    sendBudgetMs: tokenMs + limits.sendBudgetMs,
    ...(receipts || shownBy === "system" ? { receipts: deviceReceipts } : {}),
    meaningOf: explainCode,
    async send(message, { signal }) {
      const answer = await post({ message: fcmMessage(message, options, now()) }, signal);
      return readAnswer(answer, now());
    },
    async probe({ signal }) {
      readAnswer(await post({ validate_only: true, message: { topic: "relance" } }, signal), now());
    },
    async close() {
      await Promise.all([caller.close(), tokens.close()]);
    },
  };
}

/** All sends share one token request, so an aborted send only stops waiting for the token. */
function unlessAborted<T>(get: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      const meaning = { code: "provider/aborted", disposition: "retry" } as const;
      reject(
        refusal(KIND, meaning, { message: "the caller aborted before the message was sent", cause: signal.reason }),
      );
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop);
    get()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}

/** FCM stores a message for an offline device for at most four weeks. */
const LONGEST_SECONDS = 2_419_200;
const MOST_BYTES = 4_096;

/** Builds a message with a part for Android and a part for Apple, because the token does not reveal the platform. */
function fcmMessage(message: Message<"app">, { shownBy, priority = "high" }: FcmOptions, now: number): object {
  const { title, body, tag } = message.content;
  const validSeconds = message.validityMs === undefined ? LONGEST_SECONDS : Math.floor(message.validityMs / 1000);
  const ttl = Math.max(0, Math.min(validSeconds, LONGEST_SECONDS));
  const collapse = collapseId(tag);
  const relance = JSON.stringify(devicePayload(message));
  const notification = shownBy === "system" ? { title, body, tag } : undefined;
  const payload = applePayload(message);
  assertFits(KIND, ["relance", relance, notification?.title, notification?.body].join(""), MOST_BYTES);
  assertFits(KIND, JSON.stringify(payload), MOST_BYTES);
  return {
    token: appToken(KIND, "fcm", message.to),
    android: {
      priority: priority === "high" ? "HIGH" : "NORMAL",
      ttl: `${ttl}s`,
      collapse_key: collapse,
      data: { relance },
      notification,
    },
    apns: {
      headers: {
        "apns-push-type": "alert",
        "apns-priority": priority === "high" ? "10" : "5",
        "apns-expiration": String(Math.floor(now / 1000) + ttl),
        "apns-collapse-id": collapse,
      },
      payload,
    },
  };
}
