import { attemptTag, type HttpRequest, limitMs } from "@relance/provider-kit";
import type { Message } from "@relance/spec";
import { compileBody } from "./body-template.ts";
import type { HttpSmsOptions } from "./http-sms-options.ts";
import { fill, type TextTemplate, textTemplate, type Values } from "./text-template.ts";

type WrittenRequest = Omit<HttpRequest, "signal">;

export interface CompiledRequest {
  readonly templates: readonly { readonly path: string; readonly template: TextTemplate }[];
  write(values: Values): WrittenRequest;
  readonly plainHeaders: Readonly<Record<string, string>>;
}

export function compileRequest(options: HttpSmsOptions): CompiledRequest {
  const { method = "POST" } = options;
  const url = textTemplate(options.url ?? "");
  const fixedUrl = url.names.length === 0 ? URL.parse(fill(url, {})) : null;
  const body = options.body === undefined ? undefined : compileBody(options.body);
  const headers = Object.entries(options.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), textTemplate(value)] as const,
  );
  const isFixed = headers.every(([, template]) => template.names.length === 0);
  const contentType = body && { "content-type": body.contentType };
  const fixedHeaders = { ...contentType, ...filled({}) };

  function filled(values: Values): Record<string, string> {
    return Object.fromEntries(headers.map(([name, template]) => [name, fill(template, values)]));
  }

  return {
    templates: [
      { path: "url", template: url },
      ...headers.map(([name, template]) => ({ path: `headers.${name}`, template })),
      ...(body?.templates ?? []).map((template) => ({ path: "body", template })),
    ],
    plainHeaders: filled({}),
    write: (values) => ({
      method,
      url: fixedUrl ?? fill(url, values, encodeURIComponent),
      headers: isFixed ? fixedHeaders : { ...contentType, ...filled(values) },
      body: body?.write(values),
    }),
  };
}

export function listValues(
  { to, attemptId, content, callbackUrl, validityMs }: Message<"sms">,
  { least, most }: NonNullable<HttpSmsOptions["validity"]> = {},
): Values {
  const mostMs = most === undefined ? Number.POSITIVE_INFINITY : limitMs(most, most);
  const seconds =
    validityMs === undefined ? undefined : Math.min(Math.max(validityMs, limitMs(least, "1s")), mostMs) / 1_000;
  return {
    to,
    toDigits: to.replace(/^\+/, ""),
    text: content.text,
    attemptId,
    tag: attemptTag(attemptId, callbackUrl),
    callbackUrl,
    validitySeconds: seconds === undefined ? undefined : Math.floor(seconds),
    validityMinutes: seconds === undefined ? undefined : Math.max(1, Math.floor(seconds / 60)),
  };
}
