import { applePayload, appToken, collapseId, devicePayload, refusal } from "@relance/provider-kit";
import type { Message } from "@relance/spec";
import { type FcmOptions, KIND } from "./fcm-options.ts";

/** The longest that FCM keeps a message for a device that is off, in seconds: four weeks. */
const LONGEST_SECONDS = 2_419_200;
/** The most that a device is sent, in bytes of keys and values. */
const MOST_BYTES = 4_096;

/**
 * Writes a message for both kinds of devices: a token does not tell which one has it. On Android `relance` holds the whole message
 * as JSON; Apple's devices are told as over APNs.
 *
 * @throws {ProviderError} `provider/bad-recipient`: not a token of FCM
 * @throws {ProviderError} `provider/bad-content`: longer than FCM takes
 */
export function fcmMessage(message: Message<"app">, { shownBy, priority = "high" }: FcmOptions, now: number): object {
  const { title, body, tag } = message.content;
  const validSeconds = message.validityMs === undefined ? LONGEST_SECONDS : Math.floor(message.validityMs / 1000);
  const ttl = Math.max(0, Math.min(validSeconds, LONGEST_SECONDS));
  const collapse = collapseId(tag);
  const relance = JSON.stringify(devicePayload(message));
  const notification = shownBy === "system" ? { title, body, tag } : undefined;
  const payload = applePayload(message);
  assertFits(["relance", relance, notification?.title, notification?.body].join(""));
  assertFits(JSON.stringify(payload));
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

function assertFits(text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_BYTES) return;
  const meaning = { code: "provider/bad-content", disposition: "reroute" } as const;
  throw refusal(KIND, meaning, { message: `${bytes} bytes, at most ${MOST_BYTES} fit` });
}
