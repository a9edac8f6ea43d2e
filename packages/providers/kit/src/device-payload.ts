import { hash } from "node:crypto";
import type { AppAddress, Message, MessageAnswer } from "@relance/spec";
import { refusal } from "./error-table.ts";

/** What a device is told of a message beside what it shows: it reports about it, and opens what it names. */
export interface DeviceFacts {
  readonly attemptId: string;
  readonly url?: string | undefined;
  readonly tag?: string | undefined;
  /** Opened when there is no `url`. */
  readonly ackUrl?: string | undefined;
  /** Buttons of the notification, where the platform has room for them. */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** Where the device reports. */
  readonly receiptUrl?: string | undefined;
  /** The campaign's own, for the app. */
  readonly data?: Readonly<Record<string, string>> | undefined;
}

/** The whole message, for a device that shows it by its own code. */
export interface DevicePayload extends DeviceFacts {
  readonly title: string;
  readonly body: string;
}

type ForDevice = Message<"push"> | Message<"app">;

/** The whole message, for a service worker or an app that shows it by its own code. */
export function devicePayload(message: ForDevice): DevicePayload {
  const { title, body } = message.content;
  const { attemptId, ...facts } = deviceFacts(message);
  return { attemptId, title, body, ...facts };
}

/** The message as Apple's devices take it: they show `aps`, and wake the app's extension, which reads `relance`. */
export function applePayload(message: Message<"app">): object {
  const { title, body } = message.content;
  const aps = { alert: { title, body }, sound: "default", "mutable-content": 1 };
  return { aps, relance: deviceFacts(message) };
}

function deviceFacts(message: ForDevice): DeviceFacts {
  const { attemptId, content, ackUrl, answers, callbackUrl: receiptUrl } = message;
  const { url, tag } = content;
  const data = "data" in content ? content.data : undefined;
  return { attemptId, url, tag, ackUrl, answers, receiptUrl, data };
}

/** The most that `apns-collapse-id` may have, in bytes. */
const LONGEST_COLLAPSE_ID = 64;

/** By what a notification with the same tag replaces an earlier one; a tag that is too long is hashed. */
export function collapseId(tag: string | undefined): string | undefined {
  if (tag === undefined || tag === "") return undefined;
  return /^[!-~]+$/.test(tag) && tag.length <= LONGEST_COLLAPSE_ID ? tag : hash("sha256", tag, "hex");
}

/**
 * The token in the address of an app. A token of the other service is no fault of this one, and not dead: the route
 * continues.
 *
 * @throws {ProviderError} `provider/bad-recipient`
 */
export function appToken(provider: string, service: "apns" | "fcm", to: AppAddress): string {
  if (to.startsWith(`${service}:`)) return to.slice(service.length + 1);
  const meaning = { code: "provider/bad-recipient", disposition: "reroute" } as const;
  throw refusal(provider, meaning, { message: `the address is no token of ${service}` });
}
