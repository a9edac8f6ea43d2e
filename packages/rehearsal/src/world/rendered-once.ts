import type { Channel, CompiledCampaign, ContentOf, RenderInput } from "@relance/spec";

/** More different ones are no longer few; they are forgotten and begun anew. */
const MOST = 20_000;

/**
 * A campaign whose messages are written once for each step, language, reply code and set of filled columns: nobody here
 * reads more of them than the code that a reply needs. Whoever lacks a column fails as they would in earnest.
 */
export function renderedOnce(compiled: CompiledCampaign): CompiledCampaign {
  const known = new Map<string, ContentOf<Channel>>();
  return {
    ...compiled,
    render(step, input) {
      const key = `${step} ${input.locale ?? ""} ${input.ack.code} ${filledColumns(input)}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      if (known.size >= MOST) known.clear();
      const content = compiled.render(step, input);
      known.set(key, content);
      return content;
    },
  };
}

function filledColumns({ variables }: RenderInput): string {
  let names = "";
  for (const name in variables) {
    const value = variables[name];
    if (value !== undefined && value !== null && value !== "") names += `${name} `;
  }
  return names;
}
