/** Identifies a flow. A broader flow has no `destination`. */
export interface FlowName {
  readonly channel: string;
  readonly provider: string;
  /** The recipients' mobile carrier, or else the prefix of their numbers. For mail, the domain. */
  readonly destination?: string | undefined;
}

export interface Suspect {
  readonly name: FlowName;
  readonly isGuilty: boolean;
  /** The flow has enough evidence for a verdict. Other flows are ignored here. */
  readonly isJudged: boolean;
  /** The provider's other flows get receipts while this flow does not. @default false */
  readonly isAlone?: boolean | undefined;
}

/**
 * Names the faulty flows as narrowly as the evidence allows. The function names single carriers while another carrier
 * of the provider is healthy, and the whole provider if all its judged carriers, or only their sum, are faulty.
 * Carriers that are too small alone count as healthy if together they get receipts.
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
