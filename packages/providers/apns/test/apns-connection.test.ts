import type { Provider } from "@relance/spec";
import { expect, it } from "vitest";
import { accept, goodbye, startApns } from "./support/apns-server.ts";
import { appMessage, DEVICE, signal, signingKey, testApns } from "./support/apns-set-up.ts";

const devices = { [DEVICE]: {} };
const CERTAIN = { code: "provider/unreachable", outcome: "not-sent", beforeRequest: true, disposition: "retry" };
const LOST = { code: "provider/connection-lost", outcome: "unknown", beforeRequest: false };

function sendMany(provider: Provider<"app">, count: number): Promise<unknown>[] {
  return Array.from({ length: count }, (_, index) =>
    provider.send(appMessage({ attemptId: `m${index}` }), { signal }).catch((error: unknown) => error),
  );
}

it("tests its token with one message before it sends the others, all over one connection", async () => {
  await using apns = await startApns({ signingKey, devices });
  await using provider = testApns(apns.origin);
  const sent = await Promise.all(sendMany(provider, 20));
  expect(new Set(sent.map((one) => (one as { ref: string }).ref)).size).toBe(20);
  expect(apns.sessions).toHaveLength(1);
  expect(apns.requests).toHaveLength(20);
});

it("after a GOAWAY with messages in flight, only those that Apple had processed are uncertain", async () => {
  await using apns = await startApns({ signingKey, devices });
  await using provider = testApns(apns.origin);
  await provider.send(appMessage(), { signal });
  apns.hold();
  const sending = sendMany(provider, 3);
  await expect.poll(() => apns.requests.length).toBe(4);
  const [, first, second] = apns.requests;
  if (first === undefined || second === undefined) throw new Error("they did not arrive");
  goodbye(second);
  await expect.poll(() => Promise.race([sending[2], "waits"])).toMatchObject(CERTAIN);
  accept(first);
  expect(await sending[0]).toHaveProperty("ref");
  second.session.destroy();
  expect(await sending[1]).toMatchObject(LOST);
  apns.mode("accept");
  await provider.send(appMessage({ attemptId: "m9" }), { signal });
  expect(apns.sessions).toHaveLength(2);
  expect(apns.requests).toHaveLength(5);
});

it("after a lost connection, every message in flight is uncertain, and none is sent again", async () => {
  await using apns = await startApns({ signingKey, devices });
  await using provider = testApns(apns.origin);
  await provider.send(appMessage(), { signal });
  apns.hold();
  const sending = sendMany(provider, 3);
  await expect.poll(() => apns.requests.length).toBe(4);
  apns.requests.at(-1)?.session.destroy();
  expect(await Promise.all(sending)).toMatchObject([LOST, LOST, LOST]);
  expect(apns.requests).toHaveLength(4);
});

it("an untrusted certificate is refused, and nothing is sent", async () => {
  await using apns = await startApns({ signingKey, devices });
  await using provider = testApns(apns.origin, { ca: undefined });
  await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject(CERTAIN);
  expect(apns.requests).toHaveLength(0);
});
