import { expect, it } from "vitest";
import { httpSms } from "../src/index.ts";
import { startGateway } from "./support/gateway.ts";
import { message, secondCarrier } from "./support/second-carrier.ts";

const signal = new AbortController().signal;

it.each([
  { status: 204, answer: "cancelled" },
  { status: 404, answer: "too-late" },
  { status: 409, answer: "too-late" },
])("reads HTTP $status as $answer", async ({ status, answer }) => {
  await using gateway = await startGateway();
  const sms = httpSms(secondCarrier(gateway.url));
  gateway.mode({ status });
  expect(await sms.cancel?.("g-1", { signal })).toBe(answer);
});

it.each([401, 429, 500])("does not take HTTP %i for an answer", async (status) => {
  await using gateway = await startGateway();
  const sms = httpSms(secondCarrier(gateway.url));
  gateway.mode({ status });
  await expect(sms.cancel?.("g-1", { signal })).rejects.toMatchObject({ family: "provider" });
});

it("names the gateway's own id, with the headers of the send", async () => {
  await using gateway = await startGateway();
  const sms = httpSms({ ...secondCarrier(gateway.url), cancel: `${gateway.url}/send/{ref}` });
  await sms.send(message, { signal });
  gateway.mode({ status: 200 });
  expect(await sms.cancel?.("g/1", { signal })).toBe("cancelled");
  expect(gateway.sent.at(-1)).toMatchObject({ method: "DELETE", path: "/send/g%2F1" });
  expect(gateway.sent.at(-1)?.headers.authorization).toMatch(/^Bearer /);
});
