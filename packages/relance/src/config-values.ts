import { createRequire } from "node:module";
import { type Channel, channels, type Provider, parseDuration, RelanceError } from "@relance/spec";
import type * as z from "zod";

/** Half of a worker's lease, in milliseconds: a send must end before another worker may claim the recipient. */
const MAX_SEND_BUDGET_MS = 15_000;
const MIN_SECRET_LENGTH = 16;
export const LONG: string = `of ${MIN_SECRET_LENGTH} characters or more`;

const require = createRequire(import.meta.url);

/** Loads zod only when a configuration is read, so that `import "relance"` stays fast. */
export const zod = (): typeof import("zod").z => (require("zod") as typeof import("zod")).z;

type Shape<T> = { readonly [Key in keyof T]-?: z.ZodType };

export const strict =
  <T>(): (<S extends Shape<T>>(shape: S) => z.ZodObject<S, z.core.$strict>) =>
  (shape) =>
    zod().strictObject(shape, { error: `write { ${Object.keys(shape).join(", ")} }` });

/** Creates a schema that accepts every value. Another function checks the value. */
export const any = <T>(): z.ZodType<T> => zod().custom<T>(() => true);
export const isText = (value: unknown): value is string => typeof value === "string";
export const isFunction = (value: unknown): boolean => typeof value === "function";
export const isStrong = (secret: unknown): boolean => isText(secret) && secret.trim().length >= MIN_SECRET_LENGTH;

export const byChannel = <V extends z.ZodType>(
  value: (channel: Channel) => V,
): z.ZodObject<Record<Channel, V>, z.core.$strict> =>
  strict<Record<Channel, unknown>>()(
    Object.fromEntries(channels().map((channel) => [channel, value(channel)])) as Record<Channel, V>,
  );

/** Creates a schema that calls `read`. If `read` throws, the error's message is the advice about the value. */
export const readBy = <Given, Value>(given: z.ZodType<Given>, read: (given: Given) => Value): z.ZodType<Value> =>
  given.transform((value, context) => {
    try {
      return read(value);
    } catch (error) {
      if (!RelanceError.is(error)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return zod().NEVER;
    }
  });

/** Creates the schema of a duration. The parsed value is in milliseconds. */
export const duration = (): z.ZodOptional<z.ZodType<number>> =>
  zod()
    .custom<string>(
      (text) => isText(text) && parseDuration(text) !== undefined,
      "write a duration such as 10s, 15m or 90d",
    )
    .transform((text) => parseDuration(text) ?? 0)
    .optional();

export const trueOrFalse = (): z.ZodOptional<z.ZodType<boolean>> => zod().boolean("write true or false").optional();
export const positive = (): z.ZodOptional<z.ZodType<number>> =>
  zod()
    .custom<number>((value) => (value as number) > 0, "write a number above 0")
    .optional();

export function webAddress(advice: string): z.ZodType<string> {
  return zod().custom<string>((text) => {
    const url = isText(text) ? URL.parse(text) : null;
    return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  }, advice);
}

/** Creates the schema of one secret or several, newest first. Unset secrets are ignored. */
export function secrets(advice: string, fits: (all: readonly unknown[]) => boolean): z.ZodType<readonly string[]> {
  return zod()
    .custom<readonly string[]>((given) => {
      const all = [given].flat().filter((secret) => secret !== undefined);
      return all.every(isStrong) && fits(all);
    }, advice)
    .transform((given) => [given].flat().filter((secret) => secret !== undefined));
}

export const provider = (channel: Channel): z.ZodType<Provider> =>
  zod()
    .custom<Provider>(
      (value) => isFunction((value as Partial<Provider> | null)?.send),
      "write a provider, such as twilioSms({ … })",
    )
    .superRefine(({ kind, channel: carries, ...provider }, { addIssue }) => {
      const refuse = (message: string, path: string[] = []) => addIssue({ code: "custom", message, path });
      if (carries !== channel) refuse(`${kind} carries ${carries}: put it under ${carries}`);
      for (const limit of ["sendBudgetMs", "concurrency", "perSecond"] as const)
        if (!((provider[limit] ?? 1) > 0)) refuse("write a number above 0", [limit]);
      if ((provider.sendBudgetMs ?? 0) > MAX_SEND_BUDGET_MS)
        refuse(`${provider.sendBudgetMs} ms per send; at most ${MAX_SEND_BUDGET_MS} ms fit into a worker's lease`, [
          "sendBudgetMs",
        ]);
    });

export const byProvider = <V>(names: readonly string[], value: z.ZodType<V>): z.ZodType<Readonly<Record<string, V>>> =>
  zod()
    .record(zod().string(), value)
    .superRefine((all, { addIssue }) => {
      const message = `there is no such provider; write ${names.join(" or ")}`;
      for (const name of Object.keys(all))
        if (!names.includes(name)) addIssue({ code: "custom", path: [name], message });
    });

/** Returns whether a price is a whole number of millionths. Rounding errors as in 0.1 * 0.7 are ignored. */
const isWholeMicros = (price: number): boolean => Math.abs(1e6 * price - Math.round(1e6 * price)) < 0.001;

export const price = (): z.ZodType<number> =>
  zod()
    .number("write a price of 0 or more")
    .min(0, "write a price of 0 or more")
    .refine(isWholeMicros, "write a price with at most six decimals");
