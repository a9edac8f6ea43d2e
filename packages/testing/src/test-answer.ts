/** What a person does on the acknowledgement page. */
export interface TestAnswer {
  readonly key: string;
  /** @default "done" */
  readonly answer?: string | undefined;
  /** What they write under the campaign's question (`acknowledge.factor`). */
  readonly factor?: string | undefined;
}
