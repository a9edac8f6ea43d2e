import type { CampaignDefinition, Channel, LoadedCampaign, Step } from "@relance/spec";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { defineCampaign } from "../campaign/define-campaign.ts";
import type { CodeTemplates } from "../templates/code-template.ts";
import { type Condition, writeCondition } from "./condition-builder.ts";
import type { ProviderNames, TypedAnswers, TypedDefinition } from "./typed-definition.ts";

/**
 * Defines a campaign in code, with its columns, providers, templates, answers and durations as types. The campaign is
 * the same as a file with these keys, with the same hash; `when` prints the expression that a file would contain.
 * @param name - the identity of the campaign, together with its occurrence
 * @param definition - the keys of a campaign file without `version` and `name`. `row` is a Standard Schema, such as
 * zod's, of the rows in your program; only the compiler uses it, and rows are checked like those of a file
 *
 * @example
 * const recall = gateway.campaign("recall", {
 *   row: z.object({ id: z.string(), mobile: z.string(), born: z.number() }),
 *   audience: { contacts: { sms: "mobile" } },
 *   deadline: "84h",
 *   confirm: { buttons: { done: "close", later: "snooze 72h" } },
 *   steps: [{ channel: "sms", route: ["main"], template: "recall@1", when: (row) => row.born.lt(1960) }],
 * });
 * @throws {ConfigError} `campaign/invalid` with every mistake that types cannot reveal
 */
export type DefineTyped<Providers extends ProviderNames, Templates extends CodeTemplates<never>> = <
  Schema extends StandardSchemaV1,
  const Answers extends TypedAnswers = { readonly done: "close" },
  const Folder extends string | undefined = undefined,
>(
  name: string,
  definition: { readonly row: Schema } & TypedDefinition<
    Providers,
    Templates,
    StandardSchemaV1.InferInput<Schema>,
    Answers,
    Folder
  > &
    Named<StandardSchemaV1.InferInput<Schema>>,
) => LoadedCampaign<{ readonly row: StandardSchemaV1.InferInput<Schema>; readonly answer: keyof Answers & string }>;

/** If the row type lacks a default column, the definition needs an `audience` that names another one. */
type Named<Row> = ("id" extends keyof Row ? unknown : { readonly audience: { readonly key: string } }) &
  (keyof Row & Channel extends never ? { readonly audience: { readonly contacts: unknown } } : unknown);
interface Untyped extends Omit<CampaignDefinition, "version" | "name" | "steps"> {
  readonly row: unknown;
  readonly folder?: string | undefined;
  readonly steps: readonly (Omit<Step, "when"> & { readonly when?: (row: never) => Condition })[];
}

/** Creates campaigns with these templates for providers that the compiler knows. */
export function defineTyped<Providers extends ProviderNames, Templates extends CodeTemplates<never>>(
  templates: Templates,
): DefineTyped<Providers, Templates> {
  return (name, definition) => {
    const { row, folder, steps, ...keys } = definition as unknown as Untyped;
    const written = steps.map(({ when, ...step }) => ({ ...step, when: when && writeCondition(when) }));
    return defineCampaign({ version: 1, name, ...keys, steps: written }, { templates, folder });
  };
}
