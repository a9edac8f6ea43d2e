import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { testPhones } from "./test-phones.ts";

const NUMBER = "+33639980001";
const TEXT = "Bitte bestätigen: https://notify.example.org/a/x";

async function service(): Promise<string> {
  const server = createServer(({ url = "", headers }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const answers: Record<string, unknown> = {
      "/phones": { phones: searchParams.get("network") === "208-01" ? [NUMBER] : [] },
      "/inbox": { inbox: searchParams.get("phone") === NUMBER ? [TEXT] : [] },
    };
    response.statusCode = headers.authorization === "Bearer token" ? 200 : 401;
    response.end(JSON.stringify(answers[pathname]));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("the source in docs/canaries.md is shown on the page as it runs here", () => {
  const page = readFileSync(new URL("../../../../../docs/canaries.md", import.meta.url), "utf8");
  expect(page).toContain(readFileSync(new URL("test-phones.ts", import.meta.url), "utf8").trim());
});

it("it rents a number of a network, finds arrivals there, and throws without access", async () => {
  const url = await service();
  const { signal } = new AbortController();
  const source = testPhones(url, "token");
  expect(await source.lend("208-01", { signal })).toBe(NUMBER);
  expect(await source.lend("208-99", { signal })).toBeUndefined();
  expect(await source.seen(NUMBER, TEXT, { signal })).toBe(true);
  expect(await source.seen(NUMBER, "another text", { signal })).toBe(false);
  await expect(testPhones(url, "wrong").lend("208-01", { signal })).rejects.toThrow("401");
});
