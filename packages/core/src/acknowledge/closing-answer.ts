import type { Store } from "@relance/spec";

/** The answer that closes in this version, the first of several: campaigns name theirs. */
export async function closingAnswer(store: Store, version: number): Promise<string> {
  const [stored] = await store.versions([version]);
  const answers = Object.entries(stored?.plan.answers ?? {});
  return answers.find(([, effect]) => effect.do === "close")?.[0] ?? "done";
}
