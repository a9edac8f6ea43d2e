import { inspect } from "node:util";
import { type CampaignDefinition, ConfigError, type Step } from "@relance/spec";
import { type LoadCampaignOptions, readCampaign } from "../campaign/campaign-source.ts";
import { isCodeTemplate } from "../templates/template-file.ts";
import { conditionCode } from "./condition-code.ts";
import { type Cell, type RowShape, rowShape } from "./row-shape.ts";

interface Printed {
  readonly definition: CampaignDefinition;
  readonly row: RowShape;
}

async function read(file: string, options: LoadCampaignOptions): Promise<Printed> {
  const { campaign, book, columns } = await readCampaign(file, options);
  const { definition } = campaign;
  return { definition, row: rowShape({ definition, book, columns }) };
}

const TYPES: Readonly<Record<Cell, string>> = {
  text: "string",
  key: "string | number",
  address: "string | undefined",
  instant: "string | Date",
  flag: "boolean",
  value: "string | number",
  any: "unknown",
};

/**
 * TypeScript types of a campaign file, for `loadCampaign` and `defineTemplates`: its rows and its answers.
 * @param shown - the file as people name it
 * @throws {ConfigError} `config/not-found`, `campaign/invalid`
 */
export async function printTypes(file: string, shown: string, options: LoadCampaignOptions = {}): Promise<string> {
  const { definition, row } = await read(file, options);
  const name = typeName(definition.name);
  const answers = Object.keys(definition.acknowledge?.answers ?? { done: "close" });
  const columns = [...row].map(
    ([column, cell]) => `    readonly ${named(column)}${cell === "address" ? "?" : ""}: ${TYPES[cell]};`,
  );
  return `// Printed by: relance types ${shown}
/** For loadCampaign<${name}>(…) and defineTemplates<${name}["row"]>(). */
export interface ${name} {
  readonly row: {
${columns.join("\n")}
  };
  readonly answer: ${answers.map((answer) => JSON.stringify(answer)).join(" | ")};
}
`;
}

const SCHEMAS: Readonly<Record<Cell, string>> = {
  text: "z.string()",
  key: "z.string()",
  address: "z.string().optional()",
  instant: "z.string()",
  flag: "z.boolean()",
  value: "z.string()",
  any: "z.any()",
};

/**
 * The same campaign in code, to stand beside its file: it has the same hash.
 * @param config - where the gateway's configuration is, as the code imports it
 * @throws {ConfigError} `config/not-found`, `campaign/invalid`, also for a condition that no code prints
 */
export async function printCode(file: string, config: string, options: LoadCampaignOptions = {}): Promise<string> {
  const { definition, row } = await read(file, options);
  const { version, name, steps, ...keys } = definition;
  const readsFolder =
    definition.audience?.file !== undefined || steps.some(({ template }) => !isCodeTemplate(template));
  const columns = [...row].map(([column, cell]) => `    ${named(column)}: ${SCHEMAS[cell]},`);
  const parts = Object.entries({ ...keys, steps: steps.map(codeOf) }).map(([key, value]) => {
    const text = inspect(value, { depth: null, breakLength: 100, maxArrayLength: null, maxStringLength: null });
    return `  ${key}: ${text.replaceAll("\n", "\n  ")},`;
  });
  return `import * as z from "zod";
import gateway from ${JSON.stringify(config)};

export const campaign = gateway.campaign(${JSON.stringify(name)}, {
  row: z.object({
${columns.join("\n")}
  }),
${readsFolder ? "  folder: import.meta.dirname,\n" : ""}${parts.join("\n")}
});
`;
}

function codeOf({ when, ...step }: Step, k: number): object {
  if (when === undefined) return step;
  const coded = conditionCode(when);
  if (coded === undefined)
    throw new ConfigError(
      "campaign/invalid",
      `steps[${k}].when: no code prints ${when}; write it with single blanks, double quotes and no spare brackets, or more simply`,
    );
  return { ...step, when: { [inspect.custom]: () => `(row) => ${coded.code}` } };
}

function named(column: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(column) ? column : JSON.stringify(column);
}

/** `re-registration` is `ReRegistration`. */
function typeName(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^\d/.test(joined) ? `Campaign${joined}` : joined;
}
