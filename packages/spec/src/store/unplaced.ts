/** Something that came in and was placed with nobody: a stranger's reply, a receipt of no message that is known, a request set aside. */
export interface UnplacedItem {
  readonly id: number;
  /** The request in which it came, a {@link UnplacedRequest}; 0 = none is kept. */
  readonly request: number;
  /** As stored: JSON of a reply or a hint. */
  readonly item: string | undefined;
}

/** A request of a far end as it is stored. */
export interface UnplacedRequest {
  readonly id: number;
  readonly bytes: Uint8Array;
}

export interface UnplacedPage {
  readonly items: readonly UnplacedItem[];
  /** Those of the items, each once. */
  readonly requests: readonly UnplacedRequest[];
  /** Where it goes on; absent = that was all. */
  readonly cursor: number | undefined;
}
