/** Identifies a flow. The flow of a whole provider has no `destination`. */
export interface FlowName {
  readonly channel: string;
  readonly provider: string;
  readonly destination?: string | undefined;
}

export interface Suspect {
  readonly name: FlowName;
  readonly isGuilty: boolean;
  readonly isJudged: boolean;
  /** True if no other flow of the provider lacks receipts. @default false */
  readonly isAlone?: boolean | undefined;
}

/**
 * Returns the faulty flows, as narrow as the evidence permits. If another destination is healthy, returns the faulty
 * destinations. If all destinations are faulty, or if only all messages together show a fault, returns the whole
 * provider.
 */
export function narrowest(suspects: readonly Suspect[]): readonly FlowName[] {
  const guilty: FlowName[] = [];
  for (const whole of suspects.filter(({ name }) => name.destination === undefined)) {
    const parts = suspects.filter(({ name }) => name.destination !== undefined && isWithin(name, whole.name));
    const accused = parts.filter(({ isGuilty }) => isGuilty);
    const excused = parts.filter(({ isGuilty, isJudged }) => isJudged && !isGuilty);
    const isPart = excused.length > 0 || accused.some(({ isAlone }) => isAlone);
    if (accused.length > 0 && isPart) guilty.push(...accused.map(({ name }) => name));
    else if (whole.isGuilty || accused.length > 0) guilty.push(whole.name);
  }
  return guilty;
}

function isWithin(part: FlowName, whole: FlowName): boolean {
  return part.channel === whole.channel && part.provider === whole.provider;
}
