import { createServer } from "node:http";
import {
  type ScriptedSmtp,
  startScriptedSmtp,
} from "../../../packages/providers/nodemailer/test/support/scripted-smtp.ts";

export interface EchoedRequest {
  readonly path: string;
  readonly headers: string;
  readonly body: string;
}

/** Provider APIs that repeat everything they receive in every text field of their answers. */
export interface EchoingHouse extends AsyncDisposable {
  readonly url: string;
  readonly smtp: ScriptedSmtp;
  readonly requests: readonly EchoedRequest[];
  heard(): string;
}

/** Answers that the provider APIs give in turn. Only `taken` accepts a message. */
const TURNS = [400, 401, 500, 429, 302, "no-json", "no-http", "hang-up", "taken", "taken"] as const;

function readable(body: string): string {
  try {
    return `${body} ${decodeURIComponent(body)}`;
  } catch {
    return body;
  }
}

export async function openEchoingHouse(): Promise<EchoingHouse> {
  const requests: EchoedRequest[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const headers = JSON.stringify(request.headers);
    const path = request.url ?? "";
    const turn = TURNS[requests.length % TURNS.length] ?? "taken";
    requests.push({ path, headers, body });
    const all = `${path} ${headers} ${readable(body)}`;
    const oneLine = all.replaceAll(/[^ -~]/g, " ");
    const numbers = /\+?33639\d{6}/.exec(all)?.[0] ?? "";
    const text = JSON.stringify({
      code: numbers,
      error: numbers.replace("+", ""),
      status: 400,
      message: all,
      more_info: all,
      sid: all,
    });
    if (turn === "hang-up") return void request.socket.destroy();
    if (turn === "no-http") return void request.socket.end(`${oneLine}\r\n\r\n`);
    const echo = {
      "x-echo": oneLine.slice(0, 2_000),
      "retry-after": oneLine.slice(0, 200),
      location: `http://127.0.0.1:1/${encodeURIComponent(oneLine.slice(0, 500))}`,
    };
    if (turn === "no-json") return void response.writeHead(200, echo).end(all);
    if (turn !== "taken") return void response.writeHead(turn, oneLine.slice(0, 400), echo).end(text);
    // `location` is the answer of a push service and contains the path of the device's URL; `sid` is the answer of a
    // carrier
    const sid = `SM${String(requests.length).padStart(32, "0")}`;
    response.writeHead(201, { location: `http://push.example.org${path}` });
    response.end(JSON.stringify({ sid, id: sid, status: "queued" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const bodies: string[] = [];
  let mails = 0;
  const smtp: ScriptedSmtp = await startScriptedSmtp(
    (recipient) => {
      const said = smtp?.commands().join(" ") ?? "";
      if (smtp !== undefined) bodies.push(smtp.lastBody());
      const echo = said.slice(-300);
      const isKnown = said.split("EHLO").length > 2;
      if (recipient === "") return isKnown ? {} : { auth: `535 5.7.8 bad credentials: ${echo}` };
      mails += 1;
      const turn = mails % 9;
      if (turn < 2) return { rcpt: `550 5.1.1 <${recipient}> unknown here, you said ${echo}` };
      if (turn < 4)
        return {
          afterBody: `554 5.7.1 <${recipient}> ${bodies.at(-1)?.replaceAll(/\s+/g, " ").slice(0, 300)}`,
        };
      if (turn < 5) return { afterBody: `what is ${recipient}` };
      if (turn < 6) return { afterBody: "drop" };
      return {};
    },
    ["AUTH PLAIN LOGIN"],
  );
  return {
    url: `http://127.0.0.1:${port}`,
    smtp,
    requests,
    heard: () =>
      [...requests.map((one) => JSON.stringify(one)), ...smtp.commands(), ...bodies, smtp.lastBody()].join("\n"),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await smtp[Symbol.asyncDispose]();
    },
  };
}
