/** What tells one flow from another; a broader flow leaves facets out. */
export interface FlowName {
  readonly channel: string;
  readonly provider: string;
  /** Mobile carrier, else the number's prefix; for mail the domain. */
  readonly destination?: string | undefined;
}

export interface Suspect {
  readonly name: FlowName;
  readonly isGuilty: boolean;
  /** Its verdict rests on evidence; flows without evidence neither accuse nor excuse. */
  readonly isJudged: boolean;
  /** The provider's other flows answer where it does not. @default false */
  readonly isAlone?: boolean | undefined;
}

/**
 * Names the guilty as narrowly as the evidence allows: a provider's carriers one by one while another carrier of the same provider is well,
 * the whole provider when all its judged carriers are guilty, or when only their sum is. Others that answer together excuse
 * themselves, however few messages each of them has.
 */
export function narrowest(suspects: readonly Suspect[]): readonly FlowName[] {
  const guilty: FlowName[] = [];
  for (const whole of suspects.filter(({ name }) => name.destination === undefined)) {
    const parts = suspects.filter(({ name }) => name.destination !== undefined && isPartOf(name, whole.name));
    const accused = parts.filter(({ isGuilty }) => isGuilty);
    const excused = parts.filter(({ isGuilty, isJudged }) => isJudged && !isGuilty);
    const isPart = excused.length > 0 || accused.some(({ isAlone }) => isAlone);
    if (accused.length > 0 && isPart) guilty.push(...accused.map(({ name }) => name));
    else if (whole.isGuilty || accused.length > 0) guilty.push(whole.name);
  }
  return guilty;
}

function isPartOf(part: FlowName, whole: FlowName): boolean {
  return part.channel === whole.channel && part.provider === whole.provider;
}
