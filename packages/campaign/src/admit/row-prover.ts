import { stepBit } from "@relance/rules";
import { type CampaignDefinition, type Channel, type Contact, MessageError } from "@relance/spec";
import type { MessageTemplate } from "../templates/compile-message.ts";
import type { MessageWriter } from "../templates/message-writer.ts";
import { GIVEN, isMissing } from "../templates/render-scope.ts";
import type { TemplateBook } from "../templates/template-book.ts";
import type { Variables } from "./read-variables.ts";

interface ProvableRow {
  readonly key: string;
  readonly variables: Variables;
  readonly contacts: readonly Contact[];
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  readonly steps: number;
}

export type RowProver = (row: ProvableRow, blame: (error: unknown) => void) => void;

/** Checks the messages of a row. A message is rendered unless the names and lengths of values prove that it fits. */
export function createRowProver(definition: CampaignDefinition, book: TemplateBook, write: MessageWriter): RowProver {
  const needs = new Map<MessageTemplate, Needs>();
  return (row, blame) => {
    const reachable = new Set<Channel>(row.contacts.map(({ channel }) => channel));
    const proven = new Set<MessageTemplate>();
    definition.steps.forEach((step, k) => {
      if ((row.steps & stepBit(k + 1)) === 0 || !reachable.has(step.channel)) return;
      const template = book.pick(step.template, step.channel, row.locale);
      if (template === undefined) {
        blame(new MessageError("message/template-failed", `there is no ${step.template} for ${step.channel}`));
        return;
      }
      if (proven.has(template)) return;
      proven.add(template);
      const known = needs.get(template) ?? listNeeds(template);
      needs.set(template, known);
      if (template.room > 0 && isCovered(known, row.variables)) return;
      try {
        write(k + 1, trialInput(row));
      } catch (error) {
        blame(error);
      }
    });
  };
}

const SHORT = 300;

type Needs = {
  readonly room: number;
  readonly paths: readonly (readonly string[])[];
  readonly headers: readonly (readonly string[])[];
};

function listNeeds(template: MessageTemplate): Needs {
  const own = (uses: MessageTemplate["uses"]) =>
    uses.map(({ path }) => withoutProperty(path)).filter(([root]) => root !== undefined && !GIVEN.includes(root));
  const room = Math.min(SHORT, template.room);
  return { room, paths: own(template.uses), headers: own(template.headerUses) };
}

/** Removes the last name of a path such as `items.size`, because Liquid computes `size` from the value. */
function withoutProperty(path: readonly string[]): readonly string[] {
  return path.length > 1 && ["size", "first", "last"].includes(path.at(-1) ?? "") ? path.slice(0, -1) : path;
}

function isCovered({ room, paths, headers }: Needs, variables: Variables): boolean {
  let characters = 0;
  for (const path of paths) {
    const value = valueAt(variables, path);
    if (isMissing(value) || typeof value === "object") return false;
    characters += String(value).length;
  }
  return characters <= room && headers.every((path) => !/\p{Cc}/u.test(String(valueAt(variables, path))));
}

function valueAt(variables: Variables, path: readonly string[]): unknown {
  let value: unknown = variables;
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Variables)[name];
  }
  return value;
}

/** Real links exist only after the enrollment, so placeholders of the same length replace them. */
function trialInput(row: ProvableRow): Parameters<MessageWriter>[1] {
  const link = `https://example.org/${"a".repeat(40)}`;
  const { key, variables, locale, timezone } = row;
  return { key, variables, locale, timezone, deadline: 0, ack: { url: link, code: "00" }, optout: { url: link } };
}
