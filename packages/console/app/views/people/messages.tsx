import type { KeptContent } from "@relance/spec";
import type { RevealedPerson } from "../../../src/wire/people.ts";
import type { Wired } from "../../../src/wire/wired.ts";
import { moment } from "../../words/numbers.ts";
import { useWords } from "../../words/use-words.ts";

/** What was written to one person, oldest first. */
export function Messages({ messages }: { readonly messages: Wired<RevealedPerson>["messages"] }) {
  const words = useWords();
  const { locale, persons } = words;
  if (messages.length === 0) return <p class="soft">{words.nothing}</p>;
  return (
    <ol class="notes">
      {messages.map(({ attemptId, at, step, provider, content, isProven, why }) => (
        <li key={attemptId}>
          <span class="soft">
            {[moment(locale, at), words.step(step), provider].join(" · ")} <code>{attemptId}</code>
          </span>
          {content !== undefined && <Content content={content} />}
          <span class="soft">
            {why === undefined ? (isProven ? persons.asSent : persons.writtenAgain) : persons.noText[why]}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Content({ content }: { readonly content: Wired<KeptContent> }) {
  const { persons } = useWords();
  const head = "subject" in content ? content.subject : "title" in content ? content.title : undefined;
  const files = "attachments" in content ? (content.attachments ?? []) : [];
  return (
    <blockquote>
      {head !== undefined && <strong>{head}</strong>}
      <p>{"body" in content ? content.body : content.text}</p>
      {"url" in content && content.url !== undefined && <p class="soft">{content.url}</p>}
      {files.length > 0 && <p class="soft">{persons.attached(files.map(({ filename }) => filename).join(", "))}</p>}
    </blockquote>
  );
}
