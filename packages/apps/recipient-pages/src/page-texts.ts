export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** The texts of the pages in one language. Placeholders are `{deadline}`, `{answer}` and `{tries}`. */
export interface PageTexts {
  readonly languageName: string;
  readonly direction: "ltr" | "rtl";
  /** The sender's name, shown above the subject. */
  readonly sender?: string | undefined;
  readonly deadline: string;
  /** Shown instead of {@link deadline} after an answer. */
  readonly deadlineAnswered: string;
  /** Shown instead of {@link deadline} after the deadline. */
  readonly late: string;
  /** Advice after the deadline. */
  readonly lateHelp: string;
  /** The label of the link to a page of your application. */
  readonly deepLink: string;
  readonly question: string;
  /** Shown instead of {@link question} after an answer. */
  readonly change: string;
  /** Button labels by answer. Labels of answers. A button without a label shows the answer's name. */
  readonly answers: Readonly<Record<string, string>>;
  readonly current: string;
  readonly factorHint: string;
  /** Shown after a wrong answer to the security question, while `{tries}` tries remain. */
  readonly factorWrong: string;
  /** Shown after the last permitted wrong answer to the security question. */
  readonly factorOver: string;
  readonly settled: Notice;
  /** Shown after a later answer that has no effect. */
  readonly secondThought: Notice;
  /** The notice for each answer that does not confirm; `other` is for answers without a separate notice. */
  readonly recorded: Readonly<Record<string, Notice>> & { readonly other: Notice };
  /** Shown after an operator cancelled the enrollment. */
  readonly withdrawn: Notice;
  readonly note: string;
  readonly languages: string;
  readonly optOut: Notice & { readonly button: string };
  readonly optedOut: Notice;
  readonly notFound: Notice;
  /** Shown if the link has expired. */
  readonly gone: Notice;
  readonly tooMany: Notice;
  /** Shown after a press that relance did not record, because the press looks automatic. */
  readonly onceMore: Notice;
  readonly refused: Notice;
  readonly failed: Notice;
  readonly details: string;
}

/** Texts that replace built-in ones. Texts in `answers` and `recorded` replace or extend the built-in ones. */
export type PageTextsOverride = Partial<Omit<PageTexts, "answers" | "recorded">> & {
  readonly answers?: Readonly<Record<string, string>> | undefined;
  readonly recorded?: Readonly<Record<string, Notice>> | undefined;
};

/** Replaces placeholders such as `{name}`. Unknown placeholders are left unchanged. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
