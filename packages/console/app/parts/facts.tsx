import type { ComponentChildren } from "preact";

export interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly isBig?: boolean;
  /** Its colour in the picture above. */
  readonly tone?: "good" | "open" | "rest" | "bad";
  /** What the name means. */
  readonly why?: string;
}

/** Names with values, side by side. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value, isBig, tone, why }) => (
        <div key={name} title={why}>
          <dt>
            {tone && <i class={`dot ${tone}`} />}
            {name}
          </dt>
          <dd class={isBig ? "big" : ""}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
