import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { consoleNodeHandler } from "@relance/console";
import { accessTo, answer, eventStream, headers, isOurs, LiveFeed, readBody, toSections } from "@relance/console/parts";
import { RelanceError, WebhookError } from "@relance/spec";
import type { Addresses } from "./correspondent-view.ts";
import { clockText, DEV_POLICY, devPage, MAIL_POLICY, mailPage, outboxView, PUSHES } from "./dev-page.ts";
import { CONSOLE_PATH, type DevStage, devStage } from "./dev-stage.ts";
import { type Development, FAKE_VENDORS, type FakeVendor } from "./development.ts";

const MAX_FORM = 16_384;
const EVERY_MS = 250;

interface DevServer {
  readonly token: string;
  close(): Promise<void>;
}

export async function serveDevelopment(
  server: Server,
  port: number,
  addresses: Addresses,
  open: () => Promise<Development>,
): Promise<DevServer> {
  const token = randomBytes(18).toString("base64url");
  const access = accessTo({ token }, "/", `relance_dev_${port}`); // all ports of one host share cookies, so the name contains the port
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const closing = new AbortController();
  let stage = devStage(await open());
  const feed = new LiveFeed(
    toSections({
      outbox: [EVERY_MS, async () => outboxView(await stage.development.look(), stage.facts, addresses)],
      clock: [EVERY_MS, async () => clockText(stage.development.now(), stage.facts)],
    }),
  );
  server.on("request", consoleNodeHandler({ handle: (request) => handle(request).catch(failed) }));
  return {
    token,
    async close() {
      closing.abort();
      await stage.close();
    },
  };

  async function handle(request: Request): Promise<Response> {
    // the name of another host may resolve to this machine (DNS rebinding)
    if (!hosts.includes(request.headers.get("host") ?? ""))
      return text(421, "relance dev answers only to its own address");
    const { pathname, searchParams } = new URL(request.url);
    const [, first] = pathname.split("/");
    const isConsole = `/${first}` === CONSOLE_PATH;
    if (pathname !== "/" && first !== "dev" && !isConsole) return stage.development.gateway.handle(request);
    const cookie = pathname === "/" && access.cookieFor(searchParams.get("token") ?? "");
    if (cookie) return new Response(null, { status: 303, headers: { location: "./", "set-cookie": cookie } });
    if ((await access.visitorOf(request)) === undefined) return text(401, "open the address that relance dev printed");
    if (isConsole) return stage.console.handle(request);
    if (request.method === "POST" && !isOurs(request, undefined))
      return text(403, "only this page presses its buttons");
    if (request.method === "POST") return act(request, pathname);
    if (pathname === "/dev/live") return eventStream(feed, closing.signal, async () => true);
    const look = await stage.development.look();
    if (pathname === "/") return page(devPage(look, stage.facts, addresses), DEV_POLICY);
    const [, id] = /^\/dev\/mail\/(m\d{1,9})$/.exec(pathname) ?? [];
    const found = look.correspondents.flatMap(({ entries }) => entries).find((entry) => entry.id === id);
    const content = found?.kind === "message" ? found.message.content : {};
    if ("html" in content && typeof content.html === "string") return page(mailPage(content.html), MAIL_POLICY);
    return text(404, "not found");
  }

  async function act(request: Request, pathname: string): Promise<Response> {
    if (pathname === "/dev/again") return again();
    const name = pathname.slice("/dev/".length);
    const action = Object.hasOwn(DEV_ACTIONS, name) ? DEV_ACTIONS[name] : undefined;
    if (action === undefined) return text(404, "not found");
    const form = new URLSearchParams(Buffer.from(await readBody(request, MAX_FORM)).toString());
    const done = await action(stage.development, (field) => form.get(field) ?? "");
    return text(done === undefined ? 400 : 200, done ?? "not found");
  }

  /** Restarts the campaign with the current files. If a file has a mistake, the old run continues. */
  async function again(): Promise<Response> {
    let next: DevStage;
    try {
      next = devStage(await open());
    } catch (error) {
      if (!RelanceError.is(error)) throw error;
      return text(400, error.message);
    }
    const before = stage;
    stage = next;
    await before.close();
    return text(200, "restarted");
  }
}

const failed = (error: unknown): Response =>
  error instanceof WebhookError ? text(error.status, error.message) : text(500, "relance dev could not answer");

const text = (status: number, message: string): Response => answer(status, "text/plain", `${message}\n`);

function page(html: string, policy: string): Response {
  return new Response(html, { headers: headers("text/html", policy) });
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
  async "fake-vendor"(development, field) {
    const [provider, does] = [field("provider"), field("does")];
    const { fakeVendors } = await development.look();
    if (!fakeVendors.has(provider) || !isFakeVendor(does)) return undefined;
    development.behave(provider, does);
    return `${provider}: ${does}`;
  },
};

function isFakeVendor(text: string): text is FakeVendor {
  return text in FAKE_VENDORS;
}
