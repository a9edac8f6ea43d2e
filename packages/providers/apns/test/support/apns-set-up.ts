import type { Message, Provider } from "@relance/spec";
import { type ApnsOptions, apnsApp } from "../../src/index.ts";
import { certificate, createSigningKey, type SigningKey } from "./apns-server.ts";

export const signal: AbortSignal = new AbortController().signal;
export const signingKey: SigningKey = createSigningKey();
export const DEVICE = "ab01".repeat(16);
export const OTHER = "cd02".repeat(16);

export function testApns(endpoint: string, options: Partial<ApnsOptions> = {}): Provider<"app"> & AsyncDisposable {
  const provider = apnsApp({
    ...signingKey,
    topic: "org.example.app",
    endpoint,
    ca: certificate,
    timeout: "5s",
    ...options,
  });
  return { ...provider, [Symbol.asyncDispose]: async () => provider.close?.() };
}

export function appMessage(more: Partial<Message<"app">> = {}): Message<"app"> {
  const content = { title: "Your appointment", body: "Please confirm." };
  return { channel: "app", attemptId: "k3", to: `apns:${DEVICE}`, content, ...more };
}
