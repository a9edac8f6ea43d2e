import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { cookieOf, openWatched, type Watched } from "./support/watched.ts";

const LARGE = 300_000;

function spoken({ url }: Watched, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let heard = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      heard += chunk;
    });
    socket.on("end", () => socket.end());
    socket.on("error", (error) => (heard === "" ? reject(error) : resolve(heard)));
    socket.on("close", () => resolve(heard));
  });
}

describe("the console behind node:http", () => {
  it("refuses requests that it cannot parse, and continues", async () => {
    await using here = await openWatched({}, { works: false });
    const cookie = await cookieOf(here.url);
    const post = `POST /staff/console/people/find HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\nX-Relance-Console: 1\r\nConnection: close\r\n`;
    const body = "x".repeat(LARGE);
    const badHost = await spoken(here, "GET /staff/console/ HTTP/1.1\r\nHost: [bad\r\nConnection: close\r\n\r\n");
    // the client announces a large body but does not send it, and the server does not wait for the body
    const announced = await spoken(here, `${post}Content-Length: ${LARGE}\r\n\r\n`);
    const inChunks = `${post}Transfer-Encoding: chunked\r\n\r\n${LARGE.toString(16)}\r\n${body}\r\n`;
    const grown = await spoken(here, inChunks);
    for (const [heard, status] of [
      [badHost, "400"],
      [announced, "413"],
      [grown, "413"],
    ] as const) {
      expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    }
    expect((await fetch(here.url, { headers: { cookie } })).status).toBe(200);
  });
});
