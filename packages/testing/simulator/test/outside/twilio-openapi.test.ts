import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createWorld, fakeTwilio, SILENT_HABITS, virtualClock } from "../../src/index.ts";
import { START } from "../support/population.ts";
import { type Recorded, twilioClient } from "../support/twilio-client.ts";

type Json = Readonly<Record<string, unknown>>;

const file = new URL("../fixtures/twilio-messages.openapi.json", import.meta.url);
const published = JSON.parse(readFileSync(file, "utf8"));
const LIST = "/2010-04-01/Accounts/{AccountSid}/Messages.json";
const ONE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json";

/** Resolves the schema's references and refuses fields that Twilio does not publish. */
function strict(schema: unknown): z.ZodType {
  return z.fromJSONSchema(resolved(schema) as never, { defaultTarget: "openapi-3.0" });
}

function resolved(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(resolved);
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref, format: _, ...rest } = schema as Json;
  if (typeof $ref === "string") return resolved(published.components.schemas[$ref.split("/").at(-1) ?? ""]);
  const own = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, resolved(value)]));
  return "properties" in own ? { ...own, additionalProperties: false } : own;
}

function operationOf({ method, uri }: Recorded): Json & { requestBody?: unknown; responses: Json } {
  const path = /\/Messages\.json/.test(uri) ? LIST : ONE;
  return published.paths[path][method.toLowerCase()];
}

function requestSchema(recorded: Recorded): z.ZodType {
  const { requestBody } = operationOf(recorded) as { requestBody: { content: Json } };
  return strict((requestBody.content["application/x-www-form-urlencoded"] as Json).schema);
}

/** Converts a form's texts to the types of the published schema. */
function typed(form: Json): Json {
  const meaning = (value: unknown) => (value === "true" || value === "false" ? value === "true" : value);
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, meaning(value)]));
}

function replySchema(recorded: Recorded): z.ZodType {
  const { responses } = operationOf(recorded) as { responses: Record<string, { content: Json }> };
  const response = responses[String(recorded.statusCode)];
  if (!response) throw new Error(`Twilio publishes no answer ${recorded.statusCode}`);
  return strict((response.content["application/json"] as Json).schema);
}

async function conversation(): Promise<readonly Recorded[]> {
  const clock = virtualClock(START);
  const world = createWorld({ seed: 1, clock, habits: SILENT_HABITS });
  await using twilio = await fakeTwilio({ world, courier: { receipts: 1 } });
  const { client, recorded } = twilioClient(twilio);
  const message = { to: "+33639980001", from: "+33700000001", body: "Bonjour" };
  const statusCallback = "http://127.0.0.1:9/receipts/sms.main?a=k1&s=x#rc=3";
  const { sid } = await client.messages.create({ ...message, statusCallback, validityPeriod: 600 });
  await client.messages.create({ ...message, to: "+33639980002", smartEncoded: true });
  clock.advanceTo(START + 7_200_000);
  await client.messages(sid).fetch();
  await client.messages.list({ pageSize: 1, limit: 2 });
  return recorded;
}

describe("fake Twilio, against Twilio's published API", () => {
  it("uses only published fields in requests and answers, at every operation", async () => {
    const recorded = await conversation();
    const written = recorded.filter(({ method }) => method === "POST");
    expect(written).toHaveLength(2);
    expect(recorded).toHaveLength(5);
    for (const call of written) expect(requestSchema(call).safeParse(typed(call.data)).error).toBeUndefined();
    for (const call of recorded) expect(replySchema(call).safeParse(call.body).error).toBeUndefined();
  });

  it("includes every published field of a message", async () => {
    const [created] = await conversation();
    const names = Object.keys(published.components.schemas["api.v2010.account.message"].properties);
    expect(Object.keys(created?.body as Json).sort()).toEqual(names.sort());
  });

  it("would detect a field that Twilio does not have", () => {
    const schema = strict({ $ref: "#/components/schemas/api.v2010.account.message" });
    expect(schema.safeParse({ sid: `SM${"0".repeat(32)}`, colour: "red" }).success).toBe(false);
    expect(schema.safeParse({ status: "on its way" }).success).toBe(false);
  });
});
