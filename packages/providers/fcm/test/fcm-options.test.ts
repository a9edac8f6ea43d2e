import { generateKeyPairSync } from "node:crypto";
import { ConfigError } from "@relance/spec";
import { expect, it } from "vitest";
import { type FcmOptions, fcmApp } from "../src/index.ts";
import { serviceAccount } from "./support/fcm-server.ts";

const RIGHT = serviceAccount();
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "pem", type: "pkcs8" });

it("accept the key as the console exports it, as text or parsed", () => {
  expect(fcmApp({ serviceAccount: JSON.stringify(RIGHT) })).toMatchObject({ kind: "fcm", channel: "app" });
  expect(fcmApp({ serviceAccount: RIGHT })).toMatchObject({ vendor: "google" });
});

const CASES: readonly (readonly [path: string, says: string, wrong: Partial<Record<keyof FcmOptions, unknown>>])[] = [
  ["serviceAccount", "Generate new private key", { serviceAccount: "" }],
  ["serviceAccount", "Generate new private key", { serviceAccount: "/secrets/key.json" }],
  ["serviceAccount", "Generate new private key", { serviceAccount: { type: "authorized_user" } }],
  ["serviceAccount", "google-services.json", { serviceAccount: { project_info: {}, client: [] } }],
  ["serviceAccount.project_id", "id", { serviceAccount: { ...RIGHT, project_id: "Town App" } }],
  ["serviceAccount.client_email", "account", { serviceAccount: { ...RIGHT, client_email: "relance" } }],
  ["serviceAccount.private_key", "line breaks", { serviceAccount: { ...RIGHT, private_key: "MIIEvQ" } }],
  ["serviceAccount.private_key", "line breaks", { serviceAccount: { ...RIGHT, private_key: ec } }],
  [
    "serviceAccount.token_uri",
    "oauth2.googleapis.com",
    { serviceAccount: { ...RIGHT, token_uri: "http://a.example" } },
  ],
  ["shownBy", "system", { shownBy: "android" }],
  ["priority", "high", { priority: "HIGH" }],
  ["endpoint", "https://", { endpoint: "http://fcm.googleapis.com" }],
  ["timeout", "duration", { timeout: "0s" }],
  ["concurrency", "number", { concurrency: 0.5 }],
  ["perSecond", "number", { perSecond: 0 }],
];

it.each(CASES)("a wrong %s causes an error (%s) without the key", (path, says, wrong) => {
  const error = thrown(() => fcmApp({ serviceAccount: RIGHT, ...wrong } as FcmOptions));
  expect(error).toMatchObject({ code: "config/invalid", problems: [{ path, advice: expect.stringContaining(says) }] });
  expect(JSON.stringify(error.problems)).not.toContain(RIGHT.private_key.slice(30, 60));
});

function thrown(make: () => unknown): ConfigError {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error("nothing was thrown");
}
