import type { Message, Provider } from "@relance/spec";
import { type FcmOptions, fcmApp } from "../../src/index.ts";
import { certificate, serviceAccount } from "./fcm-server.ts";

export const signal: AbortSignal = new AbortController().signal;
export const DEVICE = "eXample-1:APA91bH-registration-token";

export function testFcm(origin: string, options: Partial<FcmOptions> = {}): Provider<"app"> & AsyncDisposable {
  const provider = fcmApp({
    serviceAccount: serviceAccount(origin),
    endpoint: origin,
    ca: certificate,
    timeout: "5s",
    ...options,
  });
  return { ...provider, [Symbol.asyncDispose]: async () => provider.close?.() };
}

export function appMessage(more: Partial<Message<"app">> = {}): Message<"app"> {
  const content = { title: "Your appointment", body: "Please confirm." };
  return { channel: "app", attemptId: "k3", to: `fcm:${DEVICE}`, content, ...more };
}
