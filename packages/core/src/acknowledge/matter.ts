import type { Matter, Person } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import type { LiveVersion } from "../versions.ts";

/** Whom a token of ours is about, with the campaign as it was written to them. */
export interface Subject {
  readonly person: Person;
  readonly version: LiveVersion;
}

/** The person behind a token of ours; unknown, foreign and malformed ones are alike: `undefined`. */
export async function subjectOf(context: EngineContext, token: string): Promise<Subject | undefined> {
  const enrollment = context.links.enrollmentOf(token);
  if (enrollment === undefined) return undefined;
  const person = await context.store.read({ enrollment });
  return person === undefined ? undefined : { person, version: await context.versions.get(person.version) };
}

/** What the acknowledgement page shows for a token. */
export async function matterOf(context: EngineContext, token: string): Promise<Matter | undefined> {
  const subject = await subjectOf(context, token);
  return subject === undefined ? undefined : toMatter(subject);
}

export function toMatter({ person, version: { stored, compiled } }: Subject): Matter {
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
