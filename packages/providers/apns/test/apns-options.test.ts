import { generateKeyPairSync } from "node:crypto";
import { ConfigError } from "@relance/spec";
import { expect, it } from "vitest";
import { apnsApp } from "../src/index.ts";
import { signingKey } from "./support/apns-set-up.ts";

const RIGHT = { ...signingKey, topic: "org.example.app" };
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "pem", type: "pkcs8" });

it.each([
  { key: "", path: "key", says: ".p8" },
  { key: "/secrets/AuthKey_ABC123DEFG.p8", path: "key", says: "-----BEGIN PRIVATE KEY-----" },
  { key: rsa.toString(), path: "key", says: ".p8" },
  { keyId: "AuthKey_ABC123DEFG", path: "keyId", says: "Key ID" },
  { teamId: "", path: "teamId", says: "Team ID" },
  { topic: "app", path: "topic", says: "Bundle ID" },
  { environment: "development" as "sandbox", path: "environment", says: "sandbox" },
  { priority: "10" as "high", path: "priority", says: "high" },
  { endpoint: "http://api.push.apple.com", path: "endpoint", says: "https://" },
  { timeout: "0s" as const, path: "timeout", says: "duration" },
  { concurrency: 0.5, path: "concurrency", says: "number" },
  { perSecond: 0, path: "perSecond", says: "number" },
])("a wrong $path causes an error in Apple's terms, without the key", ({ path, says, ...wrong }) => {
  const error = thrown(() => apnsApp({ ...RIGHT, ...wrong }));
  expect(error).toMatchObject({ code: "config/invalid", problems: [{ path, advice: expect.stringContaining(says) }] });
});

it("one error lists all mistakes", () => {
  const error = thrown(() => apnsApp({ key: "", keyId: "", teamId: "", topic: "" }));
  expect(error.problems?.map(({ path }) => path)).toEqual(["key", "keyId", "teamId", "topic"]);
});

function thrown(make: () => unknown): ConfigError {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error("nothing was thrown");
}
