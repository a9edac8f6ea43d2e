/** A message as its reader sees it. */
export interface Letter {
  /** SMS text, mail text, or the body of a notification. */
  readonly text: string;
  /** Subject of a mail, title of a notification. */
  readonly subject?: string | undefined;
  /** Where a reader would press, in reading order. @default the links found in `text` */
  readonly links?: readonly string[] | undefined;
  /** Whom a reply would go to. */
  readonly from?: string | undefined;
}

/** A letter, or a way to open it: mail is parsed only when somebody is there to read it. */
export type Sealed = Letter | (() => Letter | Promise<Letter>);

const LINK = /https?:\/\/[^\s<>"']+/g;

/** The addresses in a text, without the punctuation that ends a sentence. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(LINK)].map(([link]) => link.replace(/[.,;:!?)\]»]+$/u, ""));
}

/** Where a reader of this letter would press. */
export function linksOf(letter: Letter): readonly string[] {
  return letter.links ?? linksIn(letter.text);
}
