/** What a secret link may be for. Each opens one thing of one kind, and nothing else. */
export const linkPurposes = [
  "case_follow_up",
  "survey",
  "document_upload",
  "message_file",
  "invitation",
  "password_reset",
  "magic_link",
  "email_change_old",
  "email_change_new",
  "registration",
  "address_confirmation",
  "contact_email",
  "objection",
  "calendar",
] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** Characters of a token: 32 bytes in base64url. */
const tokenLength = 43;

/** Why a text is not a token, before anyone is asked. */
export type TokenFault = "truncated" | "doubled" | "unreadable";

/**
 * The token of a pasted link or of the address bar. A link cut by a mail program, pasted twice or mixed with other
 * text is told apart, so that its holder learns what happened.
 */
export const readToken = (given: string): { token: string } | { fault: TokenFault } => {
  const text = given.trim().replace(/^.*#/s, "");
  if (text.length === tokenLength && /^[\w-]+$/.test(text)) return { token: text };
  const half = text.length / 2;
  if (text.length >= tokenLength && text.slice(0, half) === text.slice(half)) return { fault: "doubled" };
  if (given.split("#").length > 2) return { fault: "doubled" };
  if (text.length < tokenLength && /^[\w-]*$/.test(text)) return { fault: "truncated" };
  return { fault: "unreadable" };
};

/** Everything that can be wrong with a link, each with its sentence and what to do next. */
export type LinkFault = TokenFault | "unknown" | "expired" | "used" | "revoked" | "foreign" | "other_account";
