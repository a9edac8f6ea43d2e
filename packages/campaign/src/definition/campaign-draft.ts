import type { CampaignDefinition } from "@relance/spec";

/**
 * A definition of which any part may be missing: what is left of a file once its malformed parts are taken out.
 * Rules read it, so that one mistake does not hide the others.
 */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T;

export type CampaignDraft = Draft<CampaignDefinition>;
export type StepDraft = Draft<CampaignDefinition["steps"][number]>;
