/** A heading and the sentence below it. */
export interface Notice {
  readonly title: string;
  readonly text: string;
}

/**
 * Every word of the pages in one language. `{deadline}`, `{answer}` and `{tries}` are filled in where they stand.
 */
export interface PageTexts {
  /** The language's own name, for the links between languages. */
  readonly languageName: string;
  readonly direction: "ltr" | "rtl";
  /** Who is asking, above the subject. */
  readonly sender?: string | undefined;
  readonly deadline: string;
  /** Instead of {@link deadline}, once there is an answer. */
  readonly deadlineAnswered: string;
  /** Instead of {@link deadline}, once it is over. */
  readonly late: string;
  /** What can still be done after the deadline. */
  readonly lateHelp: string;
  /** The link to the caller's own page. */
  readonly deepLink: string;
  /** Above the buttons. */
  readonly question: string;
  /** Above the buttons once there is an answer. */
  readonly change: string;
  /** Button of each answer; one that is missing shows the answer's own name. */
  readonly answers: Readonly<Record<string, string>>;
  readonly current: string;
  /** Below the field of the campaign's question. */
  readonly factorHint: string;
  /** The question was answered wrongly; `{tries}` are left. */
  readonly factorWrong: string;
  /** No try is left. */
  readonly factorOver: string;
  /** The confirmation is settled: no reminder follows. */
  readonly settled: Notice;
  /** Another answer came after that: it is kept, and moves nothing. */
  readonly secondThought: Notice;
  /** An answer is recorded and does not settle the confirmation, by answer; `other` for the rest. */
  readonly recorded: Readonly<Record<string, Notice>> & { readonly other: Notice };
  /** The campaign no longer asks. */
  readonly withdrawn: Notice;
  /** Below the buttons. */
  readonly note: string;
  readonly languages: string;
  readonly optOut: Notice & { readonly button: string };
  readonly optedOut: Notice;
  readonly notFound: Notice;
  /** A link of ours, long after the deadline. */
  readonly gone: Notice;
  readonly tooMany: Notice;
  /** The press looked like a machine's: it is not recorded, and one more counts. */
  readonly onceMore: Notice;
  /** The request could not be used; nothing was recorded. */
  readonly refused: Notice;
  /** The fault is on this side; nothing was recorded. */
  readonly failed: Notice;
  readonly details: string;
}

/** Texts that replace the built-in ones; `answers` and `recorded` are laid over, the others replace. */
export type PageTextsOverride = Partial<Omit<PageTexts, "answers" | "recorded">> & {
  readonly answers?: Readonly<Record<string, string>> | undefined;
  readonly recorded?: Readonly<Record<string, Notice>> | undefined;
};

/** Fills `{name}` places; a place without a value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
