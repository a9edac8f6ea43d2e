import { get } from "node:http";
import { describe, expect, it } from "vitest";
import { startDev } from "../support/dev.ts";
import { project } from "../support/project.ts";

/** Requests a page with this Host header, which `fetch` cannot set. */
function statusAs(host: string, url: string, cookie: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { host, cookie } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}

describe("the page of relance dev", () => {
  it("is shown only with the token; the acknowledgement pages need none", async () => {
    await using made = await project();
    await using dev = await startDev(made.folder);
    for (const path of ["/", "/dev/live", "/dev/mail/m0", "/console/", "/?token=a-token-of-nobody"]) {
      const response = await fetch(`${dev.url}${path}`);
      expect(response.status, path).toBe(401);
      expect(await response.text()).not.toContain("hello");
    }
    const link = /href="(http:[^"]+\/a\/[^"]+)"/.exec(await dev.page())?.[1] ?? "";
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(`${dev.url}/a/forged-token-of-somebody`)).status).toBe(404);
  });

  it("answers only to its own host name, so that no other page can read it under another name", async () => {
    await using made = await project();
    await using dev = await startDev(made.folder);
    const { port } = new URL(dev.url);
    for (const path of ["/", "/a/x", "/health", "/console/"]) {
      expect(await statusAs(`rebound.example.org:${port}`, `${dev.url}${path}`, dev.cookie), path).toBe(421);
    }
    expect(await statusAs(`localhost:${port}`, `${dev.url}/`, dev.cookie)).toBe(200);
  });

  it("accepts no press from a page of another origin, including another port of this machine", async () => {
    await using made = await project();
    await using dev = await startDev(made.folder);
    const body = new URLSearchParams({ key: "p1", word: "STOP" });
    const asked = async (headers: Record<string, string>) =>
      (await fetch(`${dev.url}/dev/reply`, { method: "POST", headers, body })).status;
    const own = { cookie: dev.cookie, "x-relance-console": "1" };
    for (const origin of ["http://127.0.0.1:1", "https://somebody.example.org", "null"]) {
      expect(await asked({ ...own, origin }), origin).toBe(403);
    }
    expect(await asked({ cookie: dev.cookie, origin: dev.url })).toBe(403);
    expect(await asked({ origin: dev.url })).toBe(401);
    expect(await dev.page()).not.toContain("STOP</p>");
    expect(await asked({ ...own, origin: dev.url })).toBe(200);
    body.set("word", "x".repeat(20_000));
    expect(await asked({ ...own, origin: dev.url })).toBe(413);
    body.set("word", "STOP");
    expect(await dev.page()).toContain("STOP</p>");
  });
});
