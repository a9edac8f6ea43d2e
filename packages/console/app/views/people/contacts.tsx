import type { ListedContact } from "@relance/spec";
import { useWords } from "../../words/use-words.ts";

/** Addresses, and whether they may be used. */
export function Contacts({ contacts }: { readonly contacts: readonly ListedContact[] }) {
  const words = useWords();
  return (
    <ul class="contacts">
      {contacts.map(({ channel, address, barred }) => (
        <li key={`${channel} ${address}`}>
          <span class="soft">{channel}</span> {channel === "push" ? "•••" : address}
          {barred && <span class="pill bad">{words.persons.barred[barred] ?? barred}</span>}
        </li>
      ))}
    </ul>
  );
}
