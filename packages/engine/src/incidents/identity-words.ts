/** What tells one run of a campaign from others. */
export interface CampaignIdentity {
  readonly name: string;
  readonly occurrence: string;
  readonly tenant: string;
}

/** The arguments that name a campaign to a command, as a shell reads them. */
export function identityWords({ name, occurrence, tenant }: CampaignIdentity): string {
  return [
    shellWord(name),
    ...(occurrence === "" ? [] : [`--occurrence ${shellWord(occurrence)}`]),
    ...(tenant === "" ? [] : [`--tenant ${shellWord(tenant)}`]),
  ].join(" ");
}

/** A word that a shell takes as it is. */
export function shellWord(word: string): string {
  return /^[\w.@:+/-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
