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
  /** True if only this flow of the provider gets no receipts. @default false */
  readonly isAlone?: boolean | undefined;
}

/**
 * Returns faulty flows, as narrow as the evidence allows. If another destination of the provider is healthy, returns
 * single destinations. If all destinations are faulty, or only their combined messages show a fault, returns the whole
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
