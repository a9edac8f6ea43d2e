import type { Plan, PlanStep } from "@relance/spec";

export function planStep({ steps }: Plan, step: number): PlanStep | undefined {
  return steps[step - 1];
}

export function stepBit(step: number): number {
  return 1 << (step - 1);
}

/** Providers to which recipients should not be rerouted. */
export interface AvoidedProviders {
  /** Providers that an operator or a plugin has paused. */
  readonly shunned: ReadonlySet<string>;
  /** Throttled or probed providers. A rerouted recipient goes to one of them only if no other provider remains. */
  readonly slow: ReadonlySet<string>;
  /** True if another account of the provider's vendor is allowed, because only the account refuses. @default false */
  readonly isAccount?: boolean | undefined;
}

/** Returns the next provider of the step's route whose vendor differs from the vendors of all earlier positions. */
export function otherWay(
  plan: Plan,
  step: number,
  provider: string,
  { shunned, slow, isAccount = false }: AvoidedProviders,
): string | undefined {
  const route = planStep(plan, step)?.route ?? [];
  const from = route.findIndex((place) => place.provider === provider);
  const vendors = new Set(route.slice(0, from + 1).map(({ vendor }) => vendor));
  if (isAccount) vendors.delete(route[from]?.vendor ?? "");
  const others = route.slice(from + 1).filter((place) => !vendors.has(place.vendor) && !shunned.has(place.provider));
  return (others.find((place) => !slow.has(place.provider)) ?? others[0])?.provider;
}
