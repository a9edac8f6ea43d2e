import { trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { defineCampaign } from "@relance/campaign";
import { traced, tracedGateway } from "@relance/opentelemetry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const PEOPLE = [
  { id: "p1", mobile: "+33639980001" },
  { id: "p2", mobile: "+33639980002" },
];
const recall = defineCampaign(
  {
    version: 1,
    name: "recall",
    deadline: "+72h",
    audience: { key: "id", contacts: { sms: "mobile" }, country: "FR" },
    steps: [{ channel: "sms", route: ["main"], template: "recall" }],
  },
  { sources: { "recall.sms.liquid": "Please confirm: {{ ack.url }}" } },
);

describe("traces of a campaign over real sockets", () => {
  const exporter = new InMemorySpanExporter();
  const tracing = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  beforeAll(() => void trace.setGlobalTracerProvider(tracing));
  afterAll(async () => {
    trace.disable();
    await tracing.shutdown();
  });
  const named = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);
  const traceOf = (span: ReadableSpan | undefined) => span?.spanContext().traceId;

  it("lead from the campaign to each attempt, and from each attempt to its receipt", async () => {
    await using stack = await openStack({
      madeOf: ({ providers, ...config }) => {
        const { main, ...others } = providers.sms ?? {};
        if (main === undefined) throw new Error("there is no provider to trace");
        return { ...config, providers: { ...providers, sms: { ...others, main: traced(main) } } };
      },
    });
    const gateway = tracedGateway(stack.gateway);
    await gateway.campaigns.start(recall, { occurrence: "2026-11", rows: PEOPLE });
    for (const { id } of PEOPLE) await stack.happened("attempt.delivered", id);
    await waitFor("a receipt of each", () => new Set(named("receive sms").map(traceOf)).size === PEOPLE.length);

    const [started, ...more] = named("start campaign");
    expect(more).toEqual([]);
    expect(started?.attributes).toEqual({ "relance.campaign": "recall", "relance.occurrence": "2026-11" });
    const sends = named("send sms");
    expect(sends.length).toBe(PEOPLE.length);
    for (const sent of sends) {
      expect(sent.links.map(({ context }) => context.traceId)).toEqual([traceOf(started)]);
      expect(sent.links[0]?.context.spanId).toBe(started?.parentSpanContext?.spanId);
      expect(sent.attributes).toMatchObject({ "relance.campaign": "recall", "relance.step": 1 });
    }
    expect(new Set(sends.map(traceOf)).size).toBe(PEOPLE.length);
    const delivered = named("receive sms").filter(({ attributes }) => attributes["relance.receipt"] === "delivered");
    expect(new Set(delivered.map(traceOf))).toEqual(new Set(sends.map(traceOf)));
    const told = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes, links }) => [name, attributes, links]),
    );
    for (const secret of [/3363998000/, /\bp1\b/, /Please confirm/]) expect(told).not.toMatch(secret);
  });

  it("say by its code that a campaign could not start, and that the rest of the gateway is as it was", async () => {
    await using stack = await openStack({ works: false });
    const gateway = tracedGateway(stack.gateway);
    const before = named("start campaign").length;
    await expect(gateway.campaigns.start(recall, { recipients: 3, rows: PEOPLE })).rejects.toMatchObject({
      code: "campaign/recipients-mismatch",
    });
    const failed = named("start campaign")[before];
    expect(failed?.attributes["error.type"]).toBe("campaign/recipients-mismatch");
    expect((await gateway.campaigns.ledgers()).map(({ name }) => name)).toEqual(["recall"]);
    expect((await gateway.health()).store).toBeDefined();
    expect(await gateway.acknowledge([{ key: "nobody", on: "came" }])).toHaveLength(1);
  });
});
