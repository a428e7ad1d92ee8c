import { type Answered, ConnectorFault } from "./contract.ts";

/** What a firewall in front of a vendor puts in its page, whatever the status (declarations.md §10.1). */
const firewallMark = "cdn-cgi/challenge-platform";

/** The text of an answer that is one; a refusal is the `ConnectorFault` that says why, without the vendor's words. */
export const answerText = async (answer: Answered): Promise<string> => {
  const text = await answer.text();
  const { status } = answer;
  if (isFirewall(answer, text)) throw new ConnectorFault("firewall");
  if (status === 401) throw new ConnectorFault("invalid_credentials");
  if (status === 403) throw new ConnectorFault("insufficient_rights");
  if (status === 429) throw new ConnectorFault("rate_limited");
  if (status >= 500) throw new ConnectorFault("unreachable_host");
  if (status !== 200) throw new ConnectorFault("unexpected_answer");
  return text;
};

const isFirewall = ({ status, headers }: Answered, text: string): boolean =>
  text.includes(firewallMark) ||
  (status === 403 && (headers.get("content-type") ?? "").startsWith("text/html"));
