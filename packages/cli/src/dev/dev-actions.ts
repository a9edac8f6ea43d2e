import { PUSHES } from "./dev-page.ts";
import { type Development, type DevLook, FAR_ENDS, type FarEnd } from "./development.ts";

/** What a button did, in a sentence; absent = it asked for something that is not there. */
type Done = string | undefined;
export type DevAction = (development: Development, form: URLSearchParams) => Promise<Done>;

/** By the last part of its address. */
export const DEV_ACTIONS: ReadonlyMap<string, DevAction> = new Map<string, DevAction>([
  ["time", pushTime],
  ["reply", reply],
  ["receipt", receipt],
  ["press", press],
  ["happened", happened],
  ["far-end", farEnd],
]);

async function pushTime(development: Development, form: URLSearchParams): Promise<Done> {
  const by = form.get("by") ?? "";
  if (by === "next") {
    return (await development.pushToNext()) ? "something happened" : "nothing more happens by itself";
  }
  const ms = Object.entries(PUSHES).find(([name]) => name === by)?.[1];
  if (ms === undefined) return undefined;
  await development.push(ms);
  return by;
}

async function reply(development: Development, form: URLSearchParams): Promise<Done> {
  const key = form.get("key") ?? "";
  const text = form.get("word") ?? form.get("text") ?? "";
  if (text.trim() === "") return undefined;
  return (await development.reply(key, text)) ? `${key} replied` : undefined;
}

async function receipt(development: Development, form: URLSearchParams): Promise<Done> {
  const kind = form.get("kind");
  if (kind !== "delivered" && kind !== "undelivered") return undefined;
  return (await development.report(form.get("attempt") ?? "", kind)) ? `the provider says ${kind}` : undefined;
}

async function press(development: Development, form: URLSearchParams): Promise<Done> {
  const key = form.get("key") ?? "";
  const answer = form.get("answer") ?? "";
  try {
    await development.press(key, answer);
    return `${key} pressed ${answer}`;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function happened(development: Development, form: URLSearchParams): Promise<Done> {
  const key = form.get("key") ?? "";
  return (await development.happened(key)) ? `your system said it of ${key}` : undefined;
}

async function farEnd(development: Development, form: URLSearchParams): Promise<Done> {
  const provider = form.get("provider") ?? "";
  const does = form.get("does") ?? "";
  const { farEnds }: DevLook = await development.look();
  if (!farEnds.has(provider) || !isFarEnd(does)) return undefined;
  development.behave(provider, does);
  return `${provider}: ${does}`;
}

function isFarEnd(text: string): text is FarEnd {
  return text in FAR_ENDS;
}
