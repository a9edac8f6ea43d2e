import type { CodeTemplates } from "@relance/campaign";

interface Named {
  readonly campaign: { readonly name: string };
  readonly variables: { readonly id: string };
  readonly ack: { readonly code: string };
}

const text = ({ campaign, variables, ack }: Named) =>
  `${variables.id}, please confirm ${campaign.name}: reply OK ${ack.code}`;

export const TEXT = "reminder@1";

export const TEMPLATES: CodeTemplates<{ id: string }> = {
  [TEXT]: {
    sms: (input) => ({ text: text(input) }),
    email: (input) => ({ subject: "please confirm", text: text(input) }),
    courier: (input) => ({ text: text(input) }),
    push: (input) => ({ title: "please confirm", body: text(input) }),
  },
};

export interface Letter {
  readonly key: string;
  readonly campaign: string;
  readonly code: string;
}

export function readLetter(content: object): Letter | undefined {
  const { text = "", body = text } = content as { readonly text?: string; readonly body?: string };
  const [, key, campaign, code] = /^(\S+), please confirm (\S+): reply OK (\d*)/.exec(body) ?? [];
  return key === undefined || campaign === undefined ? undefined : { key, campaign, code: code ?? "" };
}
