import type { Matter, Person } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/** What the acknowledgement page shows for a token of ours; everything else is alike: `undefined`. */
export async function matterOf(context: EngineContext, token: string): Promise<Matter | undefined> {
  const enrollment = context.links.enrollmentOf(token);
  if (enrollment === undefined) return undefined;
  const person = await context.store.read({ enrollment });
  return person === undefined ? undefined : toMatter(context, person);
}

async function toMatter(context: EngineContext, person: Person): Promise<Matter> {
  const { stored, compiled } = await context.versions.get(person.version);
  const text = compiled.matter({
    key: person.key,
    variables: person.variables,
    locale: person.locale,
    timezone: person.timezone,
    deadline: person.deadline.getTime(),
  });
  return {
    ...text,
    enrollment: person.enrollment,
    state: person.state,
    answers: Object.keys(stored.plan.answers),
    answer: person.answer,
    deadline: person.deadline,
    timezone: person.timezone ?? compiled.definition.timezone,
    locale: person.locale ?? compiled.definition.locale,
    late: person.deadlinePassed,
  };
}
