/** A heading and the sentence below it. */
export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** All texts of the pages in one language, with the placeholders `{deadline}`, `{answer}` and `{tries}`. */
export interface PageTexts {
  /** The language's native name, for the links between languages. */
  readonly languageName: string;
  readonly direction: "ltr" | "rtl";
  /** Who is asking, above the subject. */
  readonly sender?: string | undefined;
  readonly deadline: string;
  /** Replaces {@link deadline} after an answer. */
  readonly deadlineAnswered: string;
  /** Replaces {@link deadline} after the deadline. */
  readonly late: string;
  /** What can still be done after the deadline. */
  readonly lateHelp: string;
  /** The link to the caller's own page. */
  readonly deepLink: string;
  /** Above the buttons. */
  readonly question: string;
  /** Above the buttons once there is an answer. */
  readonly change: string;
  /** Button of each answer; a missing one shows the answer's own name. */
  readonly answers: Readonly<Record<string, string>>;
  readonly current: string;
  /** Below the field of the campaign's question. */
  readonly factorHint: string;
  /** The question was answered wrongly; `{tries}` remain. */
  readonly factorWrong: string;
  /** No try remains. */
  readonly factorOver: string;
  /** The confirmation is settled: no reminder follows. */
  readonly settled: Notice;
  /** A later answer: stored, without effect. */
  readonly secondThought: Notice;
  /** Recorded without settling the confirmation, by answer; `other` for the rest. */
  readonly recorded: Readonly<Record<string, Notice>> & { readonly other: Notice };
  /** The campaign no longer asks. */
  readonly withdrawn: Notice;
  /** Below the buttons. */
  readonly note: string;
  readonly languages: string;
  readonly optOut: Notice & { readonly button: string };
  readonly optedOut: Notice;
  readonly notFound: Notice;
  /** An expired link. */
  readonly gone: Notice;
  readonly tooMany: Notice;
  /** The press looked automatic: not recorded, one more counts. */
  readonly onceMore: Notice;
  /** The request was unusable; nothing was recorded. */
  readonly refused: Notice;
  /** A fault on our side; nothing was recorded. */
  readonly failed: Notice;
  readonly details: string;
}

/** Texts that replace the built-in ones; `answers` and `recorded` are merged. */
export type PageTextsOverride = Partial<Omit<PageTexts, "answers" | "recorded">> & {
  readonly answers?: Readonly<Record<string, string>> | undefined;
  readonly recorded?: Readonly<Record<string, Notice>> | undefined;
};

/** Fills in `{name}` placeholders; those without a value stay. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
