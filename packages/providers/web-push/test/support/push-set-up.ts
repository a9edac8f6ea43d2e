import { generateKeyPairSync } from "node:crypto";
import type { Message, Provider, PushSubscriptionLike } from "@relance/spec";
import { type VapidKeys, type WebPushOptions, webPush } from "../../src/index.ts";
import { certificate } from "./push-service.ts";

export const vapid: VapidKeys = createKeys();

export function createKeys(): VapidKeys {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const { d = "", x = "", y = "" } = privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return { subject: "mailto:help@example.org", publicKey: point.toString("base64url"), privateKey: d };
}

export function testPush(options: Partial<WebPushOptions> = {}): Provider<"push"> {
  return webPush({ vapid, allowPrivate: true, ca: certificate, timeout: "1s", ...options });
}

export function pushMessage(
  to: PushSubscriptionLike,
  more: Partial<Omit<Message<"push">, "to">> = {},
): Message<"push"> {
  const content = { title: "Your appointment", body: "Please confirm." };
  return { channel: "push", attemptId: "k3", content, ...more, to };
}
