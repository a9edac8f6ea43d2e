import { createPrivateKey, sign } from "node:crypto";
import { connect } from "node:http2";
import { expect, it } from "vitest";
import { createWorld, EAGER_HABITS, type FakeFcm, fakeFcm, virtualClock } from "../../src/index.ts";
import { START } from "../support/population.ts";
import { receiver, until } from "../support/receiver.ts";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

async function grant({ serviceAccount }: FakeFcm, change: object = {}): Promise<Response> {
  const { client_email, private_key, token_uri } = JSON.parse(serviceAccount);
  const scope = "https://www.googleapis.com/auth/firebase.messaging";
  const claims = { iss: client_email, aud: token_uri, scope, iat: 0, exp: 3_600, ...change };
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  const proof = sign("sha256", Buffer.from(signed), createPrivateKey(private_key)).toString("base64url");
  const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  return fetch(token_uri, {
    method: "POST",
    body: new URLSearchParams({ grant_type, assertion: `${signed}.${proof}` }),
  });
}

/** Sends a message over HTTP/2, and returns the status and FCM's error code. */
async function send({ url }: FakeFcm, token: string, message: object): Promise<[number, string | undefined]> {
  const session = connect(url);
  const path = "/v1/projects/town-app/messages:send";
  const stream = session.request({ ":method": "POST", ":path": path, authorization: `Bearer ${token}` });
  stream.end(JSON.stringify({ message }));
  const status = new Promise<number>((resolve) => stream.once("response", (head) => resolve(Number(head[":status"]))));
  const { error } = JSON.parse(Buffer.concat(await Array.fromAsync(stream)).toString());
  session.close();
  return [await status, error?.details?.[0]?.errorCode ?? error?.status];
}

it("accepts a message under its own token, and the app shows it, and reports its arrival and its press", async () => {
  const clock = virtualClock(START);
  const world = createWorld({ seed: 1, clock, habits: EAGER_HABITS });
  world.add([{ key: "p1", contacts: [{ channel: "app", address: "fcm:t1" }] }]);
  await using heard = await receiver();
  await using fcm = await fakeFcm({ world, courier: { receipts: 1 } });
  const { access_token } = (await (await grant(fcm)).json()) as { access_token: string };
  const receiptUrl = `${heard.url}/receipts/app.main?a=k1&s=x`;
  const relance = JSON.stringify({ attemptId: "k1", title: "Please", body: "Confirm", receiptUrl });
  const android = { priority: "HIGH", ttl: "600s", data: { relance } };
  expect(await send(fcm, access_token, { token: "t1", android })).toEqual([200, undefined]);
  expect(fcm.requestsOf("k1")).toBe(1);
  for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
    clock.advanceTo(next);
    await until(() => world.inFlight() === 0);
  }
  expect(world.person("p1")?.received).toMatchObject([{ channel: "app", text: "Confirm", attemptId: "k1" }]);
  expect(heard.heard.map(({ path, body }) => [path, JSON.parse(body).kind])).toEqual([
    ["/receipts/app.main?a=k1&s=x", "received"],
    ["/receipts/app.main?a=k1&s=x", "clicked"],
  ]);
});

it("refuses what FCM refuses", async () => {
  const world = createWorld({ seed: 1, clock: virtualClock(START) });
  world.add([{ key: "p1", contacts: [{ channel: "app", address: "fcm:t1" }] }]);
  await using fcm = await fakeFcm({ world });
  const { access_token: token } = (await (await grant(fcm)).json()) as { access_token: string };
  const android = (fields: object) => send(fcm, token, { token: "t1", android: fields });
  expect((await grant(fcm, { iss: "who@example.org" })).status).toBe(400);
  expect((await grant(fcm, { aud: "https://example.org/token" })).status).toBe(400);
  expect((await grant(fcm, { scope: "email" })).status).toBe(400);
  expect((await grant(fcm, { exp: 7_200 })).status).toBe(400);
  expect(await send(fcm, "ya29.guessed", { token: "t1" })).toEqual([401, "UNAUTHENTICATED"]);
  expect(await send(fcm, token, {})).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await send(fcm, token, { token: "t1", to: "t1" })).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await android({ ttl: "3000000s" })).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await android({ priority: "URGENT" })).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await android({ data: { "google.x": "1" } })).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await android({ data: { n: 1 } })).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await android({ data: { n: "x".repeat(4_096) } })).toEqual([400, "INVALID_ARGUMENT"]);
  expect(await send(fcm, token, { token: "t2" })).toEqual([404, "UNREGISTERED"]);
  expect(await android({})).toEqual([200, undefined]);
  fcm.unregister("t1");
  expect(await android({})).toEqual([404, "UNREGISTERED"]);
  fcm.mode("throttle");
  expect(await android({})).toEqual([429, "QUOTA_EXCEEDED"]);
});
