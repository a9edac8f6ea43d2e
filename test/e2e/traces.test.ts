import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { traced } from "@relance/opentelemetry";
import type { GatewayConfig } from "relance";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org" };
const spans = new InMemorySpanExporter();

/** Both carriers with traces; one of them keeps no state between sending and hearing. */
function withTraces(share?: number): (config: GatewayConfig) => GatewayConfig {
  return (config) => {
    const { sms = {} } = config.providers;
    const all = Object.entries(sms).map(([name, provider]) => [name, traced(provider, { share })]);
    return { ...config, providers: { ...config.providers, sms: Object.fromEntries(all) } };
  };
}

const named = (name: string): readonly ReadableSpan[] =>
  spans.getFinishedSpans().filter((span) => span.name === name);

/** Waits for the receipt of a person's SMS. */
async function heard(stack: Stack): Promise<void> {
  await stack.start([ANNA]);
  await stack.happened("attempt.delivered", "anna");
}

describe("traces", () => {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
    );
  });
  beforeEach(() => spans.reset());
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  it("put the sending of a message and its receipt, heard over HTTP, into one trace", async () => {
    await using stack = await openStack({ madeOf: withTraces() });
    await heard(stack);
    const [send] = named("send sms");
    await waitFor("the receipt's span", () =>
      named("receive sms").some((span) => span.attributes["relance.receipt"] === "delivered"),
    );
    const attempt = (await stack.events()).find(({ type }) => type === "attempt.delivered")?.attemptId;
    expect(send?.attributes).toMatchObject({
      "messaging.system": "twilio",
      "messaging.operation.type": "send",
      "relance.attempt": attempt,
    });
    for (const span of named("receive sms")) {
      expect(span.spanContext().traceId).toBe(send?.spanContext().traceId);
      expect(span.attributes["messaging.message.id"]).toBe(send?.attributes["messaging.message.id"]);
    }
  });

  it("name the far end's refusal by its code, and go on over the other carrier as if nobody looked", async () => {
    await using stack = await openStack({ madeOf: withTraces() });
    stack.outside.twilio.refuse(ANNA.mobile, 21612);
    await heard(stack);
    const [refused, sent] = named("send sms");
    expect(refused?.status.code).toBe(SpanStatusCode.ERROR);
    expect(refused?.attributes["error.type"]).toMatch(/^provider\//);
    expect(sent?.attributes["messaging.system"]).toBe("second-carrier");
    expect(sent?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it("hold no address, no key and no text", async () => {
    await using stack = await openStack({ madeOf: withTraces() });
    await heard(stack);
    const said = JSON.stringify(
      spans
        .getFinishedSpans()
        .map(({ name, attributes, status, events }) => ({ name, attributes, status, events })),
    );
    expect(said).toContain("relance.attempt");
    expect(said).not.toMatch(/33639980001|anna|Please confirm/);
  });

  it("keep the share that was asked for: of none, nothing", async () => {
    await using stack = await openStack({ madeOf: withTraces(0) });
    await heard(stack);
    expect(spans.getFinishedSpans()).toEqual([]);
  });
});
