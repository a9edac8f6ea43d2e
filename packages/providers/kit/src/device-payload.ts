import { hash } from "node:crypto";
import type { AppAddress, Message, MessageAnswer } from "@relance/spec";
import { refusal } from "./error-table.ts";

/** Data for the device in addition to the visible message: report addresses and links. */
export interface DeviceFacts {
  readonly attemptId: string;
  readonly url?: string | undefined;
  readonly tag?: string | undefined;
  /** The URL to open if there is no `url`. */
  readonly ackUrl?: string | undefined;
  /** Buttons of the notification, if the platform supports them. */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** Where the device reports. */
  readonly receiptUrl?: string | undefined;
  /** Custom data of the campaign, for the app. */
  readonly data?: Readonly<Record<string, string>> | undefined;
}

/** The whole message, for a device that shows it with its own code. */
export interface DevicePayload extends DeviceFacts {
  readonly title: string;
  readonly body: string;
}

type ForDevice = Message<"push"> | Message<"app">;

/** The whole message, for a service worker or an app that shows it with its own code. */
export function devicePayload(message: ForDevice): DevicePayload {
  const { title, body } = message.content;
  const { attemptId, ...facts } = deviceFacts(message);
  return { attemptId, title, body, ...facts };
}

/** The message in Apple's format: devices show `aps` and wake the app's extension, which reads `relance`. */
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

/** Maximum length of `apns-collapse-id`, in bytes. */
const LONGEST_COLLAPSE_ID = 64;

/** Notifications with the same id replace each other; a tag that is too long is hashed. */
export function collapseId(tag: string | undefined): string | undefined {
  if (tag === undefined || tag === "") return undefined;
  return /^[!-~]+$/.test(tag) && tag.length <= LONGEST_COLLAPSE_ID ? tag : hash("sha256", tag, "hex");
}

/**
 * The token in an app's address. A token of the other service is neither invalid nor this service's fault, so the route
 * continues.
 * @throws {ProviderError} `provider/bad-recipient`
 */
export function appToken(provider: string, service: "apns" | "fcm", to: AppAddress): string {
  if (to.startsWith(`${service}:`)) return to.slice(service.length + 1);
  const meaning = { code: "provider/bad-recipient", disposition: "reroute" } as const;
  throw refusal(provider, meaning, { message: `the address is not a token of ${service}` });
}
