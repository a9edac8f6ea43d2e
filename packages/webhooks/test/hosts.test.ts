import { toNodeHandler } from "@relance/webhooks";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { TOKEN, testEdge } from "./support/edge.ts";
import { signedHeaders } from "./support/example-providers.ts";
import { listen } from "./support/listen.ts";
import { PUBLIC_URL } from "./support/memory-port.ts";

const PATH = "/receipts/sms.signing";
const BODY = '[{"type":"receipt","kind":"delivered","quality":"handset","ref":"SM1"}]';
const FORM = "application/x-www-form-urlencoded";

function nodeEdge() {
  const edge = testEdge();
  return { ...edge, node: toNodeHandler(edge.handler, { publicUrl: PUBLIC_URL }) };
}

async function report(origin: string, mount = "/relance"): Promise<Response> {
  const headers = { ...signedHeaders(`${PUBLIC_URL}${PATH}`, BODY), "content-type": FORM };
  return await fetch(`${origin}${mount}${PATH}`, { method: "POST", headers, body: BODY });
}

async function press(origin: string): Promise<string> {
  const body = new URLSearchParams({ form: "acknowledge", answer: "done" });
  return await (await fetch(`${origin}/relance/a/${TOKEN}`, { method: "POST", body })).text();
}

describe("Express 5", () => {
  it("mounts the handler under a path, above its body parsers", async () => {
    const { node, port } = nodeEdge();
    const app = express();
    app.use("/relance", node);
    app.use(express.urlencoded({ extended: false }), express.json());
    await using server = await listen(app);
    expect((await report(server.origin)).status).toBe(204);
    expect(await press(server.origin)).toContain("Confirmed");
    expect(port.recorded).toHaveLength(1);
  });

  it("mounts the handler under another path than the public one, behind a proxy that maps the two", async () => {
    const { node } = nodeEdge();
    await using server = await listen(express().use("/internal", node));
    expect((await report(server.origin, "/internal")).status).toBe(204);
  });

  it("gets an error with the line to change if a body parser is above the handler", async () => {
    const { node, port } = nodeEdge();
    const app = express();
    app.use(express.urlencoded({ extended: false }));
    app.use("/relance", node);
    await using server = await listen(app);
    const response = await report(server.origin);
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.stringContaining("above app.use(express.json())"),
    ]);
    expect(port.refusals).toEqual(["webhook/body-consumed"]);
  });
});

describe("Fastify 5", () => {
  it("mounts the handler in a scope that does not parse bodies", async () => {
    const { node, port } = nodeEdge();
    const app = Fastify();
    app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
      scope.all("/relance/*", (request, reply) => {
        reply.hijack();
        node(request.raw, reply.raw);
      });
    });
    await app.ready();
    await using server = await listen((incoming, outgoing) => app.routing(incoming, outgoing));
    expect((await report(server.origin)).status).toBe(204);
    expect(await press(server.origin)).toContain("Confirmed");
    expect(port.recorded).toHaveLength(1);
  });
});

describe("Hono 4", () => {
  it("mounts the handler directly, and gets an error if the body was read before", async () => {
    const { handler, port } = testEdge();
    const app = new Hono();
    app.use("/early/*", async (context, next) => {
      await context.req.raw.text();
      await next();
    });
    app.all("/relance/*", (context) => handler(context.req.raw));
    app.all("/early/*", (context) => handler(context.req.raw));
    const headers = { ...signedHeaders(`${PUBLIC_URL}${PATH}`, BODY), "content-type": FORM };
    const taken = await app.request(`/relance${PATH}`, { method: "POST", headers, body: BODY });
    const early = await app.request("/early/x", { method: "POST", headers, body: BODY });
    expect([taken.status, early.status]).toEqual([204, 404]);
    expect(port.recorded).toHaveLength(1);
  });
});
