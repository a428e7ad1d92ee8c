/** Addresses as Guichet compares them, and the local parts that lead to a case. Pure; same rules on both sides. */

const atext = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+$/;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Canonical form of one addr-spec: trimmed, lower case, domain as A-label. Undefined when it is not one plain
 * RFC 5321 mailbox (no comment, no quoted local part, no domain literal, ASCII local part of at most 64 chars,
 * 254 in total). Dots and `+` suffixes are kept: two providers rarely agree on what they mean.
 */
export function canonicalAddress(input: string): string | undefined {
  const text = input.trim().toLowerCase();
  const at = text.lastIndexOf("@");
  if (at < 1 || text.length > 320) return undefined;
  const local = text.slice(0, at);
  if (local.length > 64 || !local.split(".").every((word) => atext.test(word))) return undefined;
  // An encoded-word in the place of an address is a disguise, never a mailbox (mail.md §5.2).
  if (local.includes("=?")) return undefined;
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined) return undefined;
  const whole = `${local}@${domain}`;
  return whole.length <= 254 ? whole : undefined;
}

/** Domain as A-label in lower case, or undefined when it is not a host name with at least two labels. */
function asciiDomain(domain: string): string | undefined {
  const text = domain.trim().toLowerCase();
  if (text === "" || text.length > 253 || /[\s\p{Cc}/:?#@[\]\\%]/u.test(text)) return undefined;
  let host = text;
  if (/[^\u0021-\u007e]/.test(text)) {
    try {
      host = new URL(`http://${text}`).hostname;
    } catch {
      return undefined;
    }
  }
  const labels = host.split(".");
  return labels.length >= 2 && labels.every((part) => label.test(part)) ? host : undefined;
}

/** The domain of a canonical address. */
export const domainOf = (address: string) => address.slice(address.lastIndexOf("@") + 1);

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";
const tokenLength = 26;
const tokenShape = new RegExp(`^[${crockford}]{${tokenLength}}$`);

/** 16 random bytes as 26 Crockford characters, lower case. */
export function tokenFromBytes(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes.subarray(0, 16)) bits = (bits << 8n) | BigInt(byte);
  let token = "";
  for (let i = 0; i < tokenLength; i++) {
    token = crockford.charAt(Number(bits & 31n)) + token;
    bits >>= 5n;
  }
  return token;
}

/** What the person's hand or eye changed (`O` for 0, `I` or `L` for 1) folded back; undefined when not a token. */
export function foldToken(input: string): string | undefined {
  const token = input.toLowerCase().replaceAll("o", "0").replaceAll("i", "1").replaceAll("l", "1");
  return tokenShape.test(token) ? token : undefined;
}

export type LocalPart =
  | { is: "participant" | "agent" | "return_path"; token: string }
  | { is: "noreply" | "postmaster" }
  /** Anything else: an intake address if one has this name. */
  | { is: "name"; name: string };

const tokenKinds = { r: "participant", a: "agent", b: "return_path" } as const;

/**
 * What the local part of one of our own addresses means. Case, quotes and a `+suffix` do not matter (mail.md §4.1).
 */
export function readLocalPart(localPart: string): LocalPart {
  let name = localPart.trim().toLowerCase();
  if (name.length > 1 && name.startsWith('"') && name.endsWith('"')) {
    name = name.slice(1, -1).replaceAll("\\", "");
  }
  const plus = name.indexOf("+");
  if (plus > 0) name = name.slice(0, plus);
  const kind = name.charAt(1) === "-" ? name.charAt(0) : "";
  if (kind === "r" || kind === "a" || kind === "b") {
    const token = foldToken(name.slice(2));
    if (token !== undefined) return { is: tokenKinds[kind], token };
  }
  if (name === "noreply") return { is: "noreply" };
  if (name === "postmaster" || name === "abuse") return { is: "postmaster" };
  return { is: "name", name };
}

const reservedNames = new Set(["postmaster", "abuse", "noreply", "mailer-daemon"]);

/** Whether an organisation may take this name for its public address. */
export function isIntakeName(name: string): boolean {
  return (
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?(?:\.[a-z0-9-]{1,20})?$/.test(name) &&
    !reservedNames.has(name) &&
    !/^[rab]-/.test(name)
  );
}
