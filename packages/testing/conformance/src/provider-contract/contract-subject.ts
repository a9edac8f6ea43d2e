import type { Channel, InboundRequest, Message, Provider, ReceiptKind } from "@relance/spec";

/**
 * How a provider's API behaves from now on:
 *
 * `accept` takes messages · `refuse` says no to this recipient, for good · `throttle` says "later" and takes
 * nothing · `unavailable` fails in its own name · `reset` reads the whole request and hangs up without an answer ·
 * `reset-mid-answer` hangs up half-way through it · `silence` reads the request and never answers.
 */
export type FarEndMode = "accept" | "refuse" | "throttle" | "unavailable" | "reset" | "reset-mid-answer" | "silence";

/** The message that a report is to be about. */
export interface ReceiptAbout {
  readonly attemptId: string;
  readonly ref: string;
}

/** A provider's API on loopback that the provider under test is pointed at. */
export interface ContractFarEnd extends AsyncDisposable {
  mode(mode: FarEndMode): void;
  /** Requests to send a message that reached it, whatever it made of them. */
  requests(): number;
  /** Our attempt id, as the provider's API finds it in the last message, wherever the provider put it. */
  lastAttemptId(): string | undefined;
  /** A genuine, signed report as the provider's API would post it; `undefined` when it never reports that kind. */
  receipt?(kind: ReceiptKind, about: ReceiptAbout): InboundRequest | undefined;
  /** The same report without what proves it. @default without its query and all headers but the content type */
  unsigned?(report: InboundRequest): InboundRequest;
}

/** One provider, a message for it, and its API. Made again for every test. */
export interface ContractSubject<C extends Channel = Channel> {
  readonly provider: Provider<C>;
  readonly message: Message<C>;
  readonly farEnd: ContractFarEnd;
  /** Passwords, tokens and keys of the set-up: none of them may show in an error. */
  readonly secrets?: readonly string[] | undefined;
}

export type SetUp<C extends Channel> = () => Promise<ContractSubject<C>>;

/** A subject that ends with its test. */
export interface OpenSubject<C extends Channel> extends ContractSubject<C>, AsyncDisposable {}

/** Sets one up; disposal closes the provider first, so that no connection outlives its API. */
export async function openSubject<C extends Channel>(setUp: SetUp<C>): Promise<OpenSubject<C>> {
  const subject = await setUp();
  return {
    ...subject,
    async [Symbol.asyncDispose]() {
      await subject.provider.close?.();
      await subject.farEnd[Symbol.asyncDispose]();
    },
  };
}
