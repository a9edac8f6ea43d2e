import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { RelanceError } from "@relance/spec";
import type { Addresses } from "./correspondent-view.ts";
import { DevFeed } from "./dev-feed.ts";
import { DEV_POLICY, devPage, MAIL_POLICY, mailPage, PUSHES } from "./dev-page.ts";
import { CONSOLE_PATH, type DevStage, devStage } from "./dev-stage.ts";
import { type Development, FAR_ENDS, type FarEnd } from "./development.ts";

const MAX_FORM = 16_384;

interface DevServer {
  readonly access: DevAccess;
  close(): Promise<void>;
}

export async function serveDevelopment(
  server: Server,
  port: number,
  addresses: Addresses,
  open: () => Promise<Development>,
): Promise<DevServer> {
  const access = new DevAccess(port);
  let stage = devStage(await open());
  const feed = new DevFeed(stage, addresses);
  server.on("request", (request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, headers("text/plain"));
      response.end("relance dev could not answer\n");
    });
  });
  return {
    access,
    async close() {
      feed.close();
      await stage.close();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!access.isOurs(request)) return end(response, 421, "relance dev answers only to its own address\n");
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://dev");
    const [, first] = pathname.split("/");
    const isConsole = `/${first}` === CONSOLE_PATH;
    if (pathname !== "/" && first !== "dev" && !isConsole) return stage.edge(request, response);
    const token = searchParams.get("token");
    if (pathname === "/" && token !== null && access.opens(token)) {
      response.writeHead(303, { ...headers("text/plain"), location: "./", "set-cookie": access.cookie });
      return void response.end();
    }
    if (!access.isKnown(request)) return end(response, 401, "open the address that relance dev printed\n");
    if (request.method === "POST" && !access.isFromHere(request))
      return end(response, 403, "only this page presses its buttons\n");
    if (isConsole) return stage.console(request, response);
    if (request.method === "POST") return act(request, response, pathname);
    if (request.method !== "GET") return end(response, 405, "GET or POST\n");
    if (pathname === "/dev/live") return feed.stream(response, headers("text/event-stream"));
    if (pathname === "/") {
      response.writeHead(200, headers("text/html"));
      return void response.end(devPage(await stage.development.look(), stage.facts, addresses));
    }
    const html = await mailAt(pathname);
    if (html === undefined) return end(response, 404, "not found\n");
    response.writeHead(200, { ...headers("text/html"), "content-security-policy": MAIL_POLICY });
    response.end(mailPage(html));
  }

  async function act(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    if (pathname === "/dev/again") return again(response);
    const name = pathname.slice("/dev/".length);
    const action = Object.hasOwn(DEV_ACTIONS, name) ? DEV_ACTIONS[name] : undefined;
    if (action === undefined) return end(response, 404, "not found\n");
    const form = await formOf(request);
    if (form === undefined) return end(response, 413, "that is too long\n");
    const done = await action(stage.development, (name) => form.get(name) ?? "");
    await feed.look();
    end(response, done === undefined ? 400 : 200, `${done ?? "not found"}\n`);
  }

  /** Restarts with the current files. If a file has a mistake, the old run continues. */
  async function again(response: ServerResponse): Promise<void> {
    let next: DevStage;
    try {
      next = devStage(await open());
    } catch (error) {
      if (!RelanceError.is(error)) throw error;
      return end(response, 400, `${error.message}\n`);
    }
    const before = stage;
    stage = next;
    feed.follow(next);
    await before.close();
    await feed.look();
    end(response, 200, "restarted\n");
  }

  async function mailAt(pathname: string): Promise<string | undefined> {
    const [, id] = /^\/dev\/mail\/(m\d{1,9})$/.exec(pathname) ?? [];
    const { correspondents } = await stage.development.look();
    const found = correspondents.flatMap(({ entries }) => entries).find((entry) => entry.id === id);
    if (found?.kind !== "message") return undefined;
    const { content } = found.message;
    return "html" in content ? content.html : undefined;
  }
}

type DevAction = (development: Development, field: (name: string) => string) => Promise<string | undefined>;

const DEV_ACTIONS: Readonly<Record<string, DevAction>> = {
  async time(development, field) {
    const by = field("by");
    if (by === "next") return (await development.pushToNext()) ? "something happened" : "no further event is due";
    const ms = Object.entries(PUSHES).find(([name]) => name === by)?.[1];
    if (ms === undefined) return undefined;
    await development.push(ms);
    return by;
  },
  async reply(development, field) {
    const text = field("word") || field("text");
    const isWritten = text.trim() !== "" && (await development.reply(field("key"), text));
    return isWritten ? `${field("key")} replied` : undefined;
  },
  async receipt(development, field) {
    const kind = field("kind");
    if (kind !== "delivered" && kind !== "undelivered") return undefined;
    return (await development.report(field("attempt"), kind)) ? `the provider says ${kind}` : undefined;
  },
  async press(development, field) {
    try {
      await development.press(field("key"), field("answer"));
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
    return `${field("key")} pressed ${field("answer")}`;
  },
  async happened(development, field) {
    return (await development.happened(field("key"))) ? `your system reported ${field("key")}` : undefined;
  },
  async "far-end"(development, field) {
    const [provider, does] = [field("provider"), field("does")];
    const { farEnds } = await development.look();
    if (!farEnds.has(provider) || !isFarEnd(does)) return undefined;
    development.behave(provider, does);
    return `${provider}: ${does}`;
  },
};

function isFarEnd(text: string): text is FarEnd {
  return text in FAR_ENDS;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    if (size > MAX_FORM) return undefined;
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, headers("text/plain"));
  response.end(text);
}

function headers(type: string): Record<string, string> {
  return {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "content-security-policy": DEV_POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
}

/** Restricts access to the page with a token, because captured messages contain links and addresses. */
class DevAccess {
  readonly token: string = randomBytes(18).toString("base64url");
  readonly #hosts: readonly string[];
  readonly #cookie: string;

  constructor(port: number) {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.#cookie = `relance_dev_${port}`; // the name contains the port, because all ports of a host share cookies
  }

  /** Returns whether the Host header is one of this server's names. Refusing other names prevents DNS rebinding. */
  isOurs({ headers }: IncomingMessage): boolean {
    return this.#hosts.includes(headers.host ?? "");
  }

  opens(token: string): boolean {
    return timingSafeEqual(digest(token), digest(this.token));
  }

  get cookie(): string {
    return `${this.#cookie}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  isKnown({ headers }: IncomingMessage): boolean {
    const pairs = (headers.cookie ?? "").split(/;\s*/).map((pair) => pair.split("="));
    return pairs.some(([name, given = ""]) => name === this.#cookie && this.opens(given));
  }

  /** Returns whether this page sent the request. The cookie does not prove this: pages on other ports send it too. */
  isFromHere({ headers }: IncomingMessage): boolean {
    return headers.origin === `http://${headers.host}`;
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
