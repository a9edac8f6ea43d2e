import { hash } from "node:crypto";
import type { AppAddress, Message } from "@relance/spec";
import { MEANINGS, refusal } from "./error-table.ts";

type ForDevice = Message<"push"> | Message<"app">;

/** Returns the message for a service worker or an app that displays messages itself. */
export function devicePayload(message: ForDevice): object {
  const { title, body } = message.content;
  const { attemptId, ...facts } = deviceFacts(message);
  return { attemptId, title, body, ...facts };
}

/** Returns the message in Apple's format. Devices show the part `aps`; the app's extension reads the part `relance`. */
export function applePayload(message: Message<"app">): object {
  const { title, body } = message.content;
  const aps = { alert: { title, body }, sound: "default", "mutable-content": 1 };
  return { aps, relance: deviceFacts(message) };
}

/** Returns the data that is not displayed: the URL to open (`url`, else `ackUrl`), buttons, and the report URL. */
function deviceFacts(message: ForDevice) {
  const { attemptId, content, ackUrl, answers, callbackUrl: receiptUrl } = message;
  const { url, tag } = content;
  const data = "data" in content ? content.data : undefined;
  return { attemptId, url, tag, ackUrl, answers, receiptUrl, data };
}

/** @throws {ProviderError} `provider/bad-content` for a text that the push service would refuse as too long */
export function assertFits(provider: string, text: string, mostBytes: number): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= mostBytes) return;
  throw refusal(provider, MEANINGS["bad-content"], { message: `${bytes} bytes, at most ${mostBytes} fit` });
}

/** The longest `apns-collapse-id`, in bytes. */
const LONGEST_COLLAPSE_ID = 64;

/** Returns the id by which a notification replaces an earlier one. Tags that are too long are hashed. */
export function collapseId(tag: string | undefined): string | undefined {
  if (tag === undefined || tag === "") return undefined;
  return /^[!-~]+$/.test(tag) && tag.length <= LONGEST_COLLAPSE_ID ? tag : hash("sha256", tag, "hex");
}

/** Returns an app's token. Another service's token is only refused. @throws {ProviderError} `provider/bad-recipient` */
export function appToken(provider: string, service: "apns" | "fcm", to: AppAddress): string {
  if (to.startsWith(`${service}:`)) return to.slice(service.length + 1);
  const meaning = { code: "provider/bad-recipient", disposition: "reroute" } as const;
  throw refusal(provider, meaning, { message: `the address is not a token of ${service}` });
}
