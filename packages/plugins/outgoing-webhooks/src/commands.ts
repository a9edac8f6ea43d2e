import { ConfigError, type PluginCommand, type PluginHost, parseDuration, StoreError } from "@relance/spec";
import { z } from "zod";
import type { Webhook } from "./config.ts";
import { NOTHING_HEARD, readMemory, type WebhookMemory } from "./memory.ts";
import { readStatus, statusFacts, type WebhookState } from "./status.ts";

/** While a worker owns the webhook's task, a command waits at most this long for the task. */
const PATIENCE_MS = 60_000;

const name = z.string("name a webhook");
const FROM = "state where to start: with either since or cursor";
const SINCE = "write a time such as 2013-08-15T21:59:00Z, or an age such as 2h";

const replayInput = z
  .strictObject({
    name,
    since: z
      .string()
      .refine((text) => parseDuration(text) !== undefined || !Number.isNaN(Date.parse(text)), SINCE)
      .optional(),
    cursor: z.string().optional(),
  })
  .refine(({ since, cursor }) => (since === undefined) !== (cursor === undefined), FROM);

export function webhookCommands(webhooks: readonly Webhook[]): readonly PluginCommand[] {
  const list: PluginCommand<unknown, WebhookState> = {
    name: "list",
    description: "print the status of each webhook",
    input: z.strictObject({}),
    run: (host) => Promise.all(webhooks.map((webhook) => readStatus(host, webhook))),
    render: (state) => `${state.name.padEnd(12)} ${state.status.padEnd(8)} ${statusFacts(state)}`,
  };

  const replay: PluginCommand<z.output<typeof replayInput>, { readonly name: string; readonly after: string }> = {
    name: "replay",
    description: "send past events to a webhook again, with their original ids",
    words: { name: "webhook" },
    options: { since: "a time, or an age such as 2h", cursor: "start after this cursor, as printed by relance events" },
    input: replayInput,
    async run(host, { name, since, cursor = "" }) {
      if (since === undefined) {
        await host.events.since(cursor, 1); // throws if the store does not know the cursor
        await change(host, webhooks, name, (memory = NOTHING_HEARD) => ({ ...memory, cursor, skip: undefined }));
        return [{ name, after: `after ${cursor}` }];
      }
      const before = await parseInstant(host, since);
      await change(host, webhooks, name, (memory = NOTHING_HEARD) => ({ ...memory, cursor: "", skip: { before } }));
      return [{ name, after: `since ${new Date(before).toISOString()}` }];
    },
    render: ({ name, after }) => `${name} gets the events again ${after}`,
  };

  const resume: PluginCommand<{ readonly name: string }, { readonly name: string }> = {
    name: "resume",
    description: "resume a stopped webhook, and retry failed requests immediately",
    words: { name: "webhook" },
    input: z.strictObject({ name }),
    async run(host, { name }) {
      await change(host, webhooks, name, (memory) => memory);
      return [{ name }];
    },
    render: ({ name }) => `${name} resumes`,
  };

  return [list, replay, resume];
}

/** Changes a webhook's stored state and clears its failures. @throws {ConfigError | StoreError} */
async function change(
  { tasks }: PluginHost,
  webhooks: readonly Webhook[],
  name: string,
  to: (memory: WebhookMemory | undefined) => WebhookMemory | undefined,
): Promise<void> {
  if (!webhooks.some((one) => one.name === name)) {
    const names = webhooks.map((one) => one.name).join(", ");
    throw new ConfigError("config/invalid", `there is no webhook ${name}; configured are ${names}`);
  }
  const act = async ({ memory, save }: Parameters<Parameters<typeof tasks.run>[1]>[0]) => {
    const next = to(readMemory(memory));
    return next === undefined || save(JSON.stringify(freshly(next)));
  };
  if ((await tasks.run(name, act, PATIENCE_MS)) === undefined)
    throw new StoreError("store/busy", `a worker is sending to ${name}: try again later`, { retryable: true });
}

function freshly(memory: WebhookMemory): WebhookMemory {
  const parked = memory.parked.map((one) => ({ ...one, retryAt: 0 }));
  return { ...memory, parked, failing: [], vain: 0, refused: 0, retryAt: 0, stopped: undefined };
}

async function parseInstant({ read }: PluginHost, text: string): Promise<number> {
  const age = parseDuration(text);
  return age === undefined ? Date.parse(text) : (await read.now()) - age;
}
