import { stringify } from "node:querystring";
import type { BodyTemplate, JsonTemplate } from "./http-sms-options.ts";
import { fill, fillField, type TextTemplate, textTemplate, type Values } from "./text-template.ts";

export interface CompiledBody {
  readonly contentType: string;
  readonly templates: readonly TextTemplate[];
  write(values: Values): string;
}

type JsonWriter = (values: Values) => unknown;

export function compileBody(body: BodyTemplate): CompiledBody {
  if ("json" in body) return jsonBody(body.json);
  if ("form" in body) return formBody(body.form);
  const template = textTemplate(body.text);
  const encode = /[/+]xml\b/.test(body.contentType) ? escapeXml : undefined;
  return { contentType: body.contentType, templates: [template], write: (values) => fill(template, values, encode) };
}

function jsonBody(json: JsonTemplate): CompiledBody {
  const templates: TextTemplate[] = [];
  const write = jsonWriter(json, templates);
  return { contentType: "application/json", templates, write: (values) => JSON.stringify(write(values)) ?? "" };
}

function jsonWriter(json: JsonTemplate, templates: TextTemplate[]): JsonWriter {
  if (typeof json === "string") {
    const template = textTemplate(json);
    templates.push(template);
    return (values) => fillField(template, values);
  }
  if (typeof json !== "object" || json === null) return () => json;
  if (Array.isArray(json)) {
    const writers = json.map((item: JsonTemplate) => jsonWriter(item, templates));
    return (values) => writers.map((write) => write(values)).filter((value) => value !== undefined);
  }
  const writers = Object.entries(json).map(([key, value]) => [key, jsonWriter(value, templates)] as const);
  return (values) => Object.fromEntries(writers.map(([key, write]) => [key, write(values)]));
}

function formBody(form: Readonly<Record<string, string>>): CompiledBody {
  const fields = Object.entries(form).map(([name, text]) => [name, textTemplate(text)] as const);
  return {
    contentType: "application/x-www-form-urlencoded",
    templates: fields.map(([, template]) => template),
    write(values) {
      const written: Record<string, string | number> = {};
      for (const [name, template] of fields) {
        const value = fillField(template, values);
        if (value !== undefined) written[name] = value;
      }
      return stringify(written);
    },
  };
}

const XML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => XML[character] ?? "");
}
