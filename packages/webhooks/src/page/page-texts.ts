export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** The texts of the pages in one language, with the placeholders `{deadline}`, `{answer}` and `{tries}`. */
export interface PageTexts {
  /** The native name of the language. */
  readonly languageName: string;
  readonly direction: "ltr" | "rtl";
  /** The name of the sender, above the subject. */
  readonly sender?: string | undefined;
  readonly deadline: string;
  /** Replaces {@link deadline} after an answer. */
  readonly deadlineAnswered: string;
  /** Replaces {@link deadline} after the deadline. */
  readonly late: string;
  /** Advice after the deadline. */
  readonly lateHelp: string;
  /** Label of the link to the application's page. */
  readonly deepLink: string;
  readonly question: string;
  /** Replaces {@link question} after an answer. */
  readonly change: string;
  /** Buttons by answer. Without a text, the button shows the answer's name. */
  readonly answers: Readonly<Record<string, string>>;
  readonly current: string;
  readonly factorHint: string;
  /** Shown after a wrong answer; `{tries}` remain. */
  readonly factorWrong: string;
  /** Shown when no try remains. */
  readonly factorOver: string;
  /** Shown after a confirmation. */
  readonly settled: Notice;
  /** Shown after a later answer, which has no effect. */
  readonly secondThought: Notice;
  /** Shown after answers that confirm nothing, by answer; `other` for the rest. */
  readonly recorded: Readonly<Record<string, Notice>> & { readonly other: Notice };
  /** Shown after the campaign withdrew the request. */
  readonly withdrawn: Notice;
  readonly note: string;
  readonly languages: string;
  readonly optOut: Notice & { readonly button: string };
  readonly optedOut: Notice;
  readonly notFound: Notice;
  /** Shown for an expired link. */
  readonly gone: Notice;
  readonly tooMany: Notice;
  /** Shown after a press that looks automatic and was not recorded. */
  readonly onceMore: Notice;
  /** Shown after an unusable request. */
  readonly refused: Notice;
  /** Shown after a fault of ours. */
  readonly failed: Notice;
  readonly details: string;
}

/** Texts that replace built-in ones. `answers` and `recorded` are merged. */
export type PageTextsOverride = Partial<Omit<PageTexts, "answers" | "recorded">> & {
  readonly answers?: Readonly<Record<string, string>> | undefined;
  readonly recorded?: Readonly<Record<string, Notice>> | undefined;
};

/** Fills in `{name}` placeholders; unknown ones remain. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
