/** Identifies one run of a campaign. */
export interface CampaignIdentity {
  readonly name: string;
  readonly occurrence: string;
  readonly tenant: string;
}

/** The shell-quoted arguments that name a campaign to a command. */
export function identityWords({ name, occurrence, tenant }: CampaignIdentity): string {
  return [
    shellWord(name),
    ...(occurrence === "" ? [] : [`--occurrence ${shellWord(occurrence)}`]),
    ...(tenant === "" ? [] : [`--tenant ${shellWord(tenant)}`]),
  ].join(" ");
}

/** Quotes a word for a shell. */
export function shellWord(word: string): string {
  return /^[\w.@:+/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
