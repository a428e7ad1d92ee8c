import { answerText } from "./answer-text.ts";
import { bareDomain } from "./checked-host.ts";
import { type Answered, type Call, type Connector, ConnectorFault, type Credentials } from "./contract.ts";
import { mapStatements } from "./map-statements.ts";
import { readJson } from "./read-json.ts";
import { readStatement } from "./statement-pages.ts";
import { isRecord, textOf } from "./vendor-record.ts";

/**
 * Supersoniks and SoTicket (declarations.md §10.5, §10.6): one protocol, a host per shop. One call gives the closing
 * statements of all sessions between two dates, so the whole shop is one series, named by its host.
 */
export const statementClosing = (
  provider: "SUPERSONIKS" | "SOTICKET",
  now: () => Date = () => new Date(),
): Connector => ({
  provider,
  baseUrl: (credentials) => `https://${hostOf(credentials)}/api/v2`,
  limits: [],
  test: async (call, credentials) => {
    const host = hostOf(credentials);
    const at = monthsFrom(now(), 24);
    await statements(call, credentials, at, at);
    return { accountKey: host, label: host };
  },
  // The vendor tells no changes: it filters by the date of the session.
  discover: async (_call, credentials) => ({ found: [hostOf(credentials)], next: null }),
  fetchSeries: async (call, credentials) => {
    const [from, to] = [monthsFrom(now(), -13), monthsFrom(now(), 12)];
    const records = await statements(call, credentials, from, to);
    const page = {
      from: from.toISOString(),
      to: to.toISOString(),
      statements: records.map(readStatement),
    };
    return { found: page, next: null };
  },
  map: mapStatements,
});

const hostOf = ({ accessKey }: Credentials): string => {
  const host = bareDomain(accessKey);
  if (!host) throw new ConnectorFault("forbidden_host");
  return host;
};

/** Whole seconds, the 28th for days that not every month has. */
const monthsFrom = (at: Date, months: number): Date => {
  const moved = new Date(Math.floor(at.getTime() / 1000) * 1000);
  moved.setUTCMonth(at.getUTCMonth() + months, Math.min(at.getUTCDate(), 28));
  return moved;
};
const unix = (at: Date): string => String(at.getTime() / 1000);

const statements = async (
  call: Call,
  { secret }: Credentials,
  from: Date,
  to: Date,
): Promise<readonly unknown[]> => {
  const answer = await call({
    path: "/statement/closing",
    query: [
      ["bypass_closed", "true"],
      ["from", unix(from)],
      ["to", unix(to)],
    ],
    headers: { authorization: `Bearer ${secret.trim()}` },
  });
  const envelope = await envelopeOf(answer);
  if (envelope.success === true && Array.isArray(envelope.data)) return envelope.data;
  throw new ConnectorFault(refusesToken(envelope.messages) ? "invalid_credentials" : "unexpected_answer");
};

/** The answer's envelope; a refusal is one too when it is written in JSON. */
const envelopeOf = async (answer: Answered): Promise<Readonly<Record<string, unknown>>> => {
  const told = [401, 403].includes(answer.status) && answer.headers.get("content-type")?.includes("json");
  // Both mean the token, or our address that their side does not know yet: the screen says so.
  if (told) throw new ConnectorFault("invalid_credentials");
  const envelope = readJson(await answerText(answer));
  if (!isRecord(envelope)) throw new ConnectorFault("unexpected_answer");
  return envelope;
};

const refusesToken = (messages: unknown): boolean =>
  [messages].flat().some((message) => /\b(?:bearer|token)\b/i.test(textOf(message) ?? ""));
