import { createServer, type Socket } from "node:net";

/** The server's behaviour at one point: sends a line, closes the connection, closes it within a line, or is silent. */
export type Move = string | "drop" | "half" | "silence";

/** The behaviour at each point of the SMTP session; absent = success. */
export interface Script {
  readonly greeting?: Move;
  readonly ehlo?: Move;
  readonly starttls?: Move;
  readonly auth?: Move;
  readonly mail?: Move;
  readonly rcpt?: Move;
  readonly data?: Move;
  /** The behaviour after the first bytes of the body. The server never reads the final dot. */
  readonly midBody?: Move;
  readonly afterBody?: Move;
}

/** One script for all recipients, or a script by recipient; before RCPT the recipient is "". */
export type Play = Script | ((recipient: string) => Script);

export interface Counts {
  connections: number;
  mails: number;
  bodies: number;
}

/** A server that misbehaves as its script says, and counts connections, mails and bodies. */
export interface ScriptedSmtp extends AsyncDisposable {
  readonly url: string;
  readonly counts: Counts;
  /** The last body between DATA and the final dot. */
  lastBody(): string;
  commands(): readonly string[];
  /** Changes the script, for open connections too. */
  play(next: Play): void;
}

interface House {
  readonly counts: Counts;
  readonly extensions: readonly string[];
  play: Play;
  lastBody: string;
  readonly commands: string[];
}

export async function startScriptedSmtp(play: Play = {}, extensions: readonly string[] = []): Promise<ScriptedSmtp> {
  const house: House = {
    counts: { connections: 0, mails: 0, bodies: 0 },
    extensions,
    play,
    lastBody: "",
    commands: [],
  };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    house.counts.connections += 1;
    sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
    const conversation = new Conversation(socket, house);
    socket.on("data", (chunk) => conversation.read(chunk));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `smtp://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    counts: house.counts,
    lastBody: () => house.lastBody,
    commands: () => house.commands,
    play(next) {
      house.play = next;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Conversation {
  readonly #socket: Socket;
  readonly #house: House;
  #recipient = "";
  #pending = "";
  #isInBody = false;
  #isMute = false;

  constructor(socket: Socket, house: House) {
    this.#socket = socket;
    this.#house = house;
    this.#play(this.#script.greeting ?? "220 far.example ESMTP");
  }

  get #script(): Script {
    const { play } = this.#house;
    return typeof play === "function" ? play(this.#recipient) : play;
  }

  read(chunk: Buffer): void {
    this.#pending += chunk.toString("latin1");
    while (!this.#isMute && this.#step()) {
      // each turn reads one line or one body
    }
  }

  #step(): boolean {
    if (this.#isInBody) return this.#readBody();
    const end = this.#pending.indexOf("\r\n");
    if (end < 0) return false;
    const line = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end + 2);
    this.#answer(line);
    return true;
  }

  #readBody(): boolean {
    if (this.#pending === "") return false;
    const { midBody, afterBody } = this.#script;
    if (midBody !== undefined) {
      this.#socket.pause(); // stops reading, so that the sender cannot write the rest
      this.#play(midBody);
      return false;
    }
    const end = `\r\n${this.#pending}`.indexOf("\r\n.\r\n");
    if (end < 0) return false;
    this.#house.lastBody = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end + 3);
    this.#isInBody = false;
    this.#house.counts.bodies += 1;
    this.#play(afterBody ?? `250 2.0.0 taken ${this.#house.counts.bodies}`);
    return true;
  }

  #answer(line: string): void {
    this.#house.commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "RCPT") this.#recipient = /<(.*)>/.exec(line)?.[1] ?? "";
    const script = this.#script;
    if (verb === "EHLO" || verb === "LHLO") {
      this.#play(script.ehlo ?? ["far.example", ...this.#house.extensions].map(asLine).join("\r\n"));
    } else if (verb === "HELO") this.#play(script.ehlo ?? "250 far.example");
    else if (verb === "STAR") this.#play(script.starttls ?? "502 5.5.1 not here");
    else if (verb === "AUTH") this.#play(script.auth ?? "235 2.7.0 welcome");
    else if (verb === "MAIL") {
      this.#house.counts.mails += 1;
      this.#play(script.mail ?? "250 2.1.0 sender");
    } else if (verb === "RCPT") this.#play(script.rcpt ?? "250 2.1.5 recipient");
    else if (verb === "DATA") {
      this.#isInBody = script.data === undefined;
      this.#play(script.data ?? "354 go on");
    } else if (verb === "QUIT") {
      this.#play("221 bye");
      this.#socket.end();
    } else this.#play("250 2.0.0 fine");
  }

  #play(move: Move): void {
    if (move === "drop") this.#socket.destroy();
    else if (move === "half") this.#socket.end("25");
    else if (move !== "silence") this.#socket.write(`${move}\r\n`);
    this.#isMute = ["drop", "half", "silence"].includes(move);
  }
}

function asLine(text: string, index: number, lines: readonly string[]): string {
  return `250${index === lines.length - 1 ? " " : "-"}${text}`;
}
